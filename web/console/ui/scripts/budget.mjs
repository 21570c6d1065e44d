// Prints how much a browser fetches for the first page with a table and the first with a chart, and the largest chunk;
// fails over the limits. Reads the manifest of a build, before compress.mjs.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../../dist/', import.meta.url).pathname
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'))
const sizes = new Map()
const size = (file) => {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(dist + file), { level: 9 }).length)
  return sizes.get(file)
}

// All files that the entries pull in before they run.
function files(keys, seen = new Set(), out = new Set()) {
  for (const key of keys) {
    const chunk = manifest[key]
    if (!chunk || seen.has(key)) continue
    seen.add(key)
    out.add(chunk.file)
    for (const css of chunk.css ?? []) out.add(css)
    files(chunk.imports ?? [], seen, out)
  }
  return out
}

const kb = (n) => `${(n / 1024).toFixed(1)} KB`
const routes = [
  ['table', 420, ['index.html', 'src/features/customers/list.tsx']],
  ['chart', 460, ['index.html', 'src/features/loop/page.tsx', 'src/parts/chart-canvas.tsx']],
]
let over = false
for (const [name, limit, keys] of routes) {
  for (const key of keys) if (!manifest[key]) throw new Error(`no ${key} in the build`)
  const all = [...files(keys)]
  const sum = all.reduce((n, f) => n + size(f), 0)
  console.log(`${name}: ${kb(sum)} gz (limit ${limit} KB)`)
  for (const f of all.filter((f) => size(f) > 4096).sort((a, b) => size(b) - size(a))) console.log(`    ${kb(size(f)).padStart(9)}  ${f}`)
  over ||= sum > limit * 1024
}
for (const chunk of Object.values(manifest)) size(chunk.file)
const [largest, n] = [...sizes].sort((a, b) => b[1] - a[1])[0]
console.log(`largest: ${kb(n)} gz ${largest} (limit 250 KB)`)
if (over || n > 250 * 1024) {
  console.error('over the budget')
  process.exit(1)
}
