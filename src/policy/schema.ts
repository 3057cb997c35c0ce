import * as z from 'zod/mini'
import { levels } from '../github/permissions.ts'
import { presets } from '../verify/presets.ts'
import { failClasses } from '../verify/report.ts'

/*
 * The shape of a policy: which keys there are, and of what form their values are.
 * What a value may say is the business of the reader that all actions share. An
 * editor sees YAML's numbers and booleans; the action sees their text.
 */

const described = (about: string) => z.describe(about)

/** A word, of which some are offered by editors. */
const wordOf = (known: readonly string[]) =>
  known.length === 0 ? z.string() : z.union([z.enum(known), z.string()])

const value = (about: string, known: readonly string[] = []) =>
  z
    .union([wordOf(known), z.number(), z.boolean()], 'must be one value')
    .check(described(about))

const values = (about: string, known: readonly string[] = []) =>
  z
    .union(
      [wordOf(known), z.array(wordOf(known))],
      'must be one value, or a list of values'
    )
    .check(described(about))

const permissions = (about: string) =>
  z
    .union(
      [
        z.string(),
        z.array(z.union([z.string(), z.record(z.string(), wordOf(levels))])),
        z.record(z.string(), wordOf(levels))
      ],
      'must be lines of the form NAME: LEVEL'
    )
    .check(described(about))

/** What is expected of one token: most keys are those of the inputs of the root action. */
export const tokenSchema = z.partial(
  z.strictObject(
    {
      purpose: value(
        'What does not work without it: `pushes the release commit`.'
      ),
      owner: values(
        'Who rotates it, and is mentioned in issues: `"@acme/release"`, in quotes.'
      ),
      'any-of': values(
        'The environment variables that hold a token each, of which one must be as expected. Without this key the variable is called like the token.'
      ),
      preset: values('The tasks it must be able to do.', [...presets.keys()]),
      scopes: values('The classic scopes it must have.'),
      permissions: permissions('The fine-grained permissions it must have.'),
      'forbid-scopes': values('The classic scopes it must not have.'),
      'expected-login': value('The account it must belong to.'),
      repositories: values(
        'The repositories it is for: OWNER/NAME or OWNER/*. Those that are named are verified.'
      ),
      'server-url': value('The host it belongs to: https://github.com.'),
      'api-url': value('The address of the API of an unusual host.'),
      'rotate-by': value(
        'The day by which it is to be replaced, for a token that does not expire: 2027-01-31.'
      ),
      'warn-days': value('Warn when it expires within so many days.'),
      'max-lifetime-days': value('Warn when it has more days left than this.'),
      'fail-on': values('What makes it count as failed.', [
        ...failClasses,
        'none'
      ]),
      'on-empty': value('What becomes of it when it is empty.', [
        'auto',
        'skip',
        'fail'
      ]),
      'write-probes': value(
        'Whether writes that are invalid may prove permissions to write.'
      )
    },
    'must have keys below it, such as `preset: push`; the token itself goes into `env:` of the step'
  )
)

/** The keys a token may have. */
export const tokenKeys: readonly string[] = Object.keys(tokenSchema.shape)

const tokens = z
  .record(
    z.string(),
    z.nullable(tokenSchema),
    'must name tokens, each with its keys'
  )
  .check(
    described(
      'What is expected of each token, by the name of the environment variable that holds it.'
    )
  )

/** A policy, as it stands in a file. */
export const policySchema = z
  .strictObject({ tokens }, 'must have the key tokens')
  .check(described('What the tokens of this repository must be able to do.'))
