// Leaves of ../dist only .br and .gz of each file (a file that does not shrink stays as it is), and .keep.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../../dist/', import.meta.url).pathname
rmSync(join(dist, '.vite'), { recursive: true, force: true })
let total = 0
for (const name of readdirSync(dist, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name))) {
  if (/\.(br|gz|keep)$/.test(name)) continue
  const body = readFileSync(name)
  const br = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } })
  const gz = gzipSync(body, { level: 9 })
  if (gz.length >= body.length) {
    total += body.length
    continue
  }
  writeFileSync(`${name}.br`, br)
  writeFileSync(`${name}.gz`, gz)
  rmSync(name)
  total += br.length + gz.length
}
writeFileSync(join(dist, '.keep'), '')
console.log(`embedded: ${(total / 1024).toFixed(0)} KiB (limit 3072)`)
if (total > 3 * 1024 * 1024) process.exit(1)
