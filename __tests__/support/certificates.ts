// The dependency injection of @peculiar/x509 needs it to be there first.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY = 24 * 60 * 60 * 1000

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** A certificate authority that lives as long as the process. */
export interface Authority {
  readonly certificatePem: string
  issue(hostNames: readonly string[]): Promise<Certificate>
}

export async function createAuthority(): Promise<Authority> {
  const keys = await createKeys()
  const name = 'CN=Test authority'
  // OpenSSL looks the issuer up by the key identifiers, so both certificates
  // carry them.
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    ...validity(),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)
    ]
  })

  return {
    certificatePem: certificate.toString('pem') + '\n',
    async issue(hostNames) {
      const { privateKey, publicKey } = await createKeys()
      const issued = await x509.X509CertificateGenerator.create({
        subject: 'CN=Test server',
        issuer: name,
        publicKey,
        signingKey: keys.privateKey,
        ...validity(),
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature),
          new x509.ExtendedKeyUsageExtension([
            x509.ExtendedKeyUsage.serverAuth
          ]),
          new x509.SubjectAlternativeNameExtension(
            hostNames.map((value) => ({
              type: isIP(value) ? 'ip' : 'dns',
              value
            }))
          ),
          await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey)
        ]
      })
      return {
        key: x509.PemConverter.encode(
          await webcrypto.subtle.exportKey('pkcs8', privateKey),
          'PRIVATE KEY'
        ),
        cert: issued.toString('pem')
      }
    }
  }
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

// Starts in the past, so that a client whose clock is a little behind agrees.
function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now()
  return { notBefore: new Date(now - DAY), notAfter: new Date(now + 7 * DAY) }
}
