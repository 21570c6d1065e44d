// saveCsv saves rows as a CSV that spreadsheets open in the right encoding.
export function saveCsv(name: string, rows: readonly (readonly (string | number | null)[])[]) {
  const quote = (v: string | number | null) => {
    const text = v === null ? '' : String(v)
    const safe = typeof v === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text // a formula must not run
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  save(`${name}.csv`, new Blob(['\ufeff', rows.map((r) => r.map(quote).join(',')).join('\r\n')], { type: 'text/csv;charset=utf-8' }))
}

// save gives the user a file.
export function save(name: string, body: Blob) {
  const url = URL.createObjectURL(body)
  const a = document.createElement('a')
  a.href = url
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
