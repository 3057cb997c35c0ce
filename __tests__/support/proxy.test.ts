import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { type GitHub, startGitHub } from './github/github.ts'
import { type Proxy, startProxy } from './proxy.ts'

const credentials = { username: 'acme', password: 'p@ss:word' }

let github: GitHub
let proxy: Proxy

beforeEach(async () => {
  github = await startGitHub()
  await github.addRepository('acme/app')
})

afterEach(async () => {
  await proxy.close()
  await github.close()
})

function lsRemote(url: string, httpsProxy: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      'git',
      ['ls-remote', url, 'main'],
      {
        env: {
          PATH: process.env['PATH'],
          HOME: tmpdir(),
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_CONFIG_GLOBAL: '/dev/null',
          GIT_TERMINAL_PROMPT: '0',
          GIT_SSL_CAINFO: github.caFile,
          LC_ALL: 'C',
          https_proxy: httpsProxy
        }
      },
      (_, stdout, stderr) => {
        resolve(stdout + stderr)
      }
    )
  })
}

describe('the proxy', () => {
  test.each(['github.com', 'acme.ghe.com', 'github.acme.corp'])(
    'leads git to the stand-in when it asks for %s',
    async (host) => {
      proxy = await startProxy({ target: github })
      const head = await github.head('acme/app')
      expect(await lsRemote(`https://${host}/acme/app`, proxy.url)).toBe(
        `${head}\trefs/heads/main\n`
      )
      expect(proxy.connects).toEqual([`${host}:443`])
      expect(github.requests[0]).toMatchObject({ host, status: 200 })
    }
  )

  test('serves a client that has its credentials', async () => {
    proxy = await startProxy({ target: github, credentials })
    // git learns from a first 407 which scheme the proxy wants.
    expect(await lsRemote('https://github.com/acme/app', proxy.url)).toContain(
      await github.head('acme/app')
    )
    expect(proxy.connects).toEqual(['github.com:443'])
  })

  test('answers 407 to a client without them', async () => {
    proxy = await startProxy({ target: github, credentials })
    expect(
      await lsRemote(
        'https://github.com/acme/app',
        `http://acme:wrong@127.0.0.1:${proxy.port}`
      )
    ).toContain('407')
    expect(proxy.connects).toEqual([])
    expect(proxy.refused).toContain('github.com:443')
    expect(github.requests).toEqual([])
  })

  test('forwards no plain request to anywhere', async () => {
    proxy = await startProxy({ target: github })
    const status = await new Promise((resolve, reject) => {
      request({
        host: '127.0.0.1',
        port: proxy.port,
        path: 'http://github.com/'
      })
        .on('response', (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
        .on('error', reject)
        .end()
    })
    expect(status).toBe(501)
    expect(github.requests).toEqual([])
  })
})
