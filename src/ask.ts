import type { Answerer } from './github/connection.ts'
import {
  askAboutPermissions,
  leavePermissions,
  type Place
} from './github/permission-facts.ts'
import {
  areaOf,
  findProbe,
  isImpossible,
  isKnownPermission,
  type Permission
} from './github/permissions.ts'
import {
  askGit,
  describeRepository,
  isVague
} from './github/repository-facts.ts'
import { askAboutToken } from './github/token-facts.ts'
import { hintKind } from './github/token-kind.ts'
import type { Outcome } from './outcome.ts'
import type { TokenInputs } from './runner/token-inputs.ts'
import type { UsableToken } from './runner/token.ts'
import type {
  Answer,
  Facts,
  PermissionFacts,
  RepositoryFacts
} from './verify/facts.ts'
import { accessFor, requirementsFor } from './verify/requirements.ts'

export { connect } from './github/connection.ts'

/** Asks the host about a token, and about all that was asked of it. */
export async function askAbout(
  connection: Answerer,
  token: UsableToken,
  inputs: TokenInputs
): Promise<Outcome> {
  const { host } = inputs
  const { secret, trimmed, reference } = token
  const access = accessFor(inputs)
  const [answer, repositories] = await Promise.all([
    askAboutToken(connection, token),
    Promise.all(
      inputs.repositories.map((name) => askGit(connection, host, name, access))
    )
  ])
  return {
    answer,
    hint: hintKind(secret),
    ...(await askFurther(connection, answer, repositories, inputs)),
    secret,
    trimmed,
    reference
  }
}

/** Explains what git was refused, and asks about permissions that need a request each. */
async function askFurther(
  connection: Answerer,
  { accepted }: Answer,
  repositories: readonly RepositoryFacts[],
  inputs: TokenInputs
): Promise<Pick<Facts, 'repositories' | 'permissions'>> {
  if (accepted === undefined) return { repositories, permissions: [] }
  const permissions = requirementsFor(accepted.kind, inputs).permissions.filter(
    (one) => isKnownPermission(one) && !isImpossible(one, accepted.kind)
  )
  const { mayWrite } = inputs
  const ask = (place: Place) =>
    askAboutPermissions(connection, permissions, place, mayWrite)
  const isProbed = permissions.some(
    (one) =>
      areaOf(one) === 'repository' && findProbe(one, mayWrite) !== undefined
  )
  const [atRepositories, ...elsewhere] = await Promise.all([
    Promise.all(
      repositories.map((one) =>
        askAboutRepository(connection, one, permissions, isProbed, ask)
      )
    ),
    ask({ area: 'account', name: '' }),
    ...inputs.owners.map((name) => ask({ area: 'organization', name }))
  ])
  return {
    repositories: atRepositories.map(({ repository }) => repository),
    permissions: [
      ...atRepositories.map(({ probed }) => probed),
      ...elsewhere
    ].flat()
  }
}

/**
 * Asks about a repository and what the token may do in it: all at once when git
 * was answered, otherwise only when the API shows it.
 */
async function askAboutRepository(
  connection: Answerer,
  facts: RepositoryFacts,
  permissions: readonly Permission[],
  isProbed: boolean,
  ask: (place: Place) => Promise<readonly PermissionFacts[]>
): Promise<{
  readonly repository: RepositoryFacts
  readonly probed: readonly PermissionFacts[]
}> {
  const place = {
    area: 'repository',
    name: facts.movedTo ?? facts.name
  } as const
  if (!isProbed && !isVague(facts)) {
    return { repository: facts, probed: leavePermissions(permissions, place) }
  }
  const early = facts.refusal === undefined ? ask(place) : undefined
  const repository = await describeRepository(connection, facts)
  const isVisible = repository.description?.isPrivate !== undefined
  const probed =
    (await early) ??
    (isVisible ? await ask(place) : leavePermissions(permissions, place))
  return { repository, probed }
}
