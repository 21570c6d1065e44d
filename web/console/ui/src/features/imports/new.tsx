import { Alert, App, Button } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type DragEvent } from 'react'
import { asProblem } from '@/api/problem'
import { count } from '@/format'
import { Allowed, ErrorState, Skeleton } from '@/parts/feedback'
import { useGo } from '@/parts/link'
import { Page, Section } from '@/parts/page'
import { text, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { begin, useChecked, useTrial, type Trial } from './api'
import { ColumnsCard } from './columns-card'
import { addFiles, dropDraft, useDrafts, type Draft } from './drafts'
import { DropZone } from './drop'
import { DuplicatesCard } from './duplicates-card'
import { FileList } from './file-list'
import { Guide } from './guide'
import { readMapping } from './mapping'
import { RowsCard } from './rows-card'
import { SettingsCard } from './settings-card'
import { words } from './words'

const fields = { file: text() }

// NewImportPage takes files in, shows how they would be read, and begins the imports.
export default function NewImportPage() {
  const t = useWords(words)
  return <Page title={t.newTitle} subtitle={t.newSubtitle} crumbs={[{ title: t.title, to: to.imports() }]}><Allowed to="import.run"><Wizard /></Allowed></Page>
}

function Wizard() {
  const drafts = useDrafts()
  const [{ file }, set] = useQueryState(fields)
  const draft = drafts.find((d) => d.id === file) ?? drafts[0]
  const take = (files: File[]) => { const first = addFiles(files); if (first) set({ file: first }) }
  const drop = (e: DragEvent) => { e.preventDefault(); take([...e.dataTransfer.files]) }
  if (!draft) return <div className="stack"><DropZone onFiles={take} /><Guide /></div>
  return (
    <div className="stack" onDragOver={(e) => e.preventDefault()} onDrop={drop}>
      <FileList drafts={drafts} current={draft.id} onPick={(id) => set({ file: id })} onFiles={take} />
      <One key={draft.id} draft={draft} drafts={drafts} />
    </div>
  )
}

function One({ draft, drafts }: { draft: Draft; drafts: readonly Draft[] }) {
  const t = useWords(words)
  const trial = useTrial(draft)
  if (trial.error && !trial.data) {
    const unknownKind = asProblem(trial.error).code === 'import.kind'
    return (
      <>
        {unknownKind ? <Alert type="warning" showIcon title={t.kindUnknown} /> : <section className="card"><ErrorState error={trial.error} retry={() => void trial.refetch()} /></section>}
        <SettingsCard draft={draft} trial={undefined} />
      </>
    )
  }
  if (!trial.data) return <Section title={t.looking}><Skeleton lines={8} /></Section>
  const found = trial.data
  return (
    <>
      <SettingsCard draft={draft} trial={found} />
      <ColumnsCard draft={draft} trial={found} />
      {trial.error && <ErrorState small error={trial.error} retry={() => void trial.refetch()} />}
      <RowsCard draft={draft} trial={found} busy={trial.isFetching} />
      <DuplicatesCard draft={draft} trial={found} />
      <Start draft={draft} trial={found} drafts={drafts} busy={trial.isFetching || !!trial.error} />
    </>
  )
}

// Start is the foot of the page: how many rows, and the one button that writes.
function Start({ draft, trial, drafts, busy }: { draft: Draft; trial: Trial; drafts: readonly Draft[]; busy: boolean }) {
  const t = useWords(words)
  const go = useGo()
  const queries = useQueryClient()
  const checked = useChecked()
  const narrow = useNarrow()
  const { message } = App.useApp()
  const [sending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  useEffect(() => setError(undefined), [draft])
  const send = async (list: readonly Draft[]) => {
    setSending(true)
    setError(undefined)
    try {
      let last = ''
      for (const d of list) {
        const found = checked(d)
        if (found) { last = (await begin(d, found)).id; dropDraft(d.id) }
      }
      void message.success(t.started)
      await queries.invalidateQueries({ queryKey: ['imports'] })
      go(list.length === 1 && drafts.length === 1 ? to.oneImport(last) : list.length === drafts.length ? to.imports() : to.newImport())
    } catch (e) {
      setError(e)
    } finally {
      setSending(false)
    }
  }
  const fit = (x: Trial | undefined) => !!x && !x.problem && x.readable > 0
  const stuck = busy || !fit(trial)
  return (
    <div className="bulk" style={{ borderRadius: 12, border: '1px solid var(--line)', bottom: narrow ? 64 : 0 /* above the navigation */ }} role="region" aria-label={t.add}>
      <div className="grow" aria-live="polite">
        {error ? <span className="bad" role="alert">{asProblem(error).say()} {t.uploadFailed}</span>
          : trial.problem ? <span className="warn">{t.startNone}</span>
          : trial.rejected > 0 ? <span className="warn">{t.willReject(count(trial.rejected))}</span> : <span className="soft">{draft.file.name} · {readMapping(trial.mapping).source}</span>}
      </div>
      {drafts.length > 1 && <Button disabled={!drafts.every((d) => fit(checked(d)))} loading={sending} onClick={() => void send(drafts)}>{t.startAll(count(drafts.length))}</Button>}
      <Button type="primary" size="large" disabled={stuck} loading={sending} onClick={() => void send([draft])}>{sending ? t.starting : t.start(count(trial.records))}</Button>
    </div>
  )
}
