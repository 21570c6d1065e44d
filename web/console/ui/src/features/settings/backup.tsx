import { DownloadOutlined, SafetyCertificateOutlined, WarningOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Progress } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { ago, decimal, moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Empty } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { Section } from '@/parts/page'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { useWords } from '@/words'
import { SettingsPage } from './frame'
import { pageWords } from './page-words'
import { words } from './words'

type Backup = Schema<'Backup'>

const old = 7 * 86_400_000 // from then on the last one is too old

// BackupSettings lists the archives and makes one. Only an owner may, who types their password again.
export default function BackupSettings() {
  const t = useWords(pageWords)
  const [open, setOpen] = useState(false)
  return (
    <SettingsPage room="backup" actions={<Button type="primary" onClick={() => setOpen(true)}>{t.makeBackup}</Button>}>
      <List onMake={() => setOpen(true)} />
      <Section title={t.restoreTitle}><p>{t.restoreWhat}</p><code className="secret">qunli restore FILE</code><p className="soft small">{t.keyNote}</p></Section>
      <Make open={open} onClose={() => setOpen(false)} />
    </SettingsPage>
  )
}

function List({ onMake }: { onMake: () => void }) {
  const t = useWords(pageWords)
  const w = useWords(words)
  const backups = useQuery({
    queryKey: ['backups'], queryFn: () => ask(api.GET('/api/backups')),
    refetchInterval: (q) => (q.state.data?.items.some((b) => b.state === 'running') ? 2000 : false),
  })
  const last = backups.data?.last ?? 0
  const late = last === 0 || Date.now() - last > old
  const columns: Col<Backup>[] = [
    { key: 'at', title: t.madeAt, fixed: true, cell: (b) => <span className="num">{moment(b.at)}</span> },
    { key: 'state', title: w.state, cell: (b) => (b.state === 'running' ? <Progress percent={100} status="active" showInfo={false} aria-label={t.running} style={{ width: 120 }} /> : t.done) },
    { key: 'size', title: t.fileSize, number: true, cell: (b) => (b.state === 'running' ? '—' : `${decimal(b.bytes / 1_000_000, 1)} MB`) },
    { key: 'take', title: t.downloadBackup, cell: (b) => b.state === 'done' && <Button size="small" icon={<DownloadOutlined />} href={`/api/backups/${encodeURIComponent(b.file)}`} download={b.file}>{t.downloadBackup}</Button> },
    { key: 'name', title: t.fileName, cell: (b) => <code style={{ overflowWrap: 'anywhere' }}>{b.name}</code> },
  ]
  const query = { ...backups, data: backups.data && { items: backups.data.items, next: '' } }
  return (
    <>
      {backups.data && <p className={late ? 'row warn' : 'row'} role="status">{late ? <WarningOutlined aria-hidden="true" /> : <SafetyCertificateOutlined aria-hidden="true" />}{last === 0 ? t.neverBackedUp : late ? t.oldBackup(ago(last)) : t.lastBackup(ago(last))}</p>}
      <ResourceTable name="backups" label={w.rooms.backup[0]} columns={columns} rowKey={(b) => b.name} query={query} page="" onPage={() => undefined}
        empty={<Empty title={t.noBackups} why={t.noBackupsWhy} action={<Button onClick={onMake}>{t.makeBackup}</Button>} />} />
      {backups.data && backups.data.items.length > 0 && <p className="soft small">{t.downloadWhy}</p>}
    </>
  )
}

interface Values { password: string }

function Make({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords(pageWords)
  const w = useWords(words)
  const act = useAct()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const run = async (body: Values) => {
    setBusy(true)
    setFault(undefined)
    try {
      await ask(api.POST('/api/backups', { body }))
      await act(() => Promise.resolve(), t.backupBegun)
      onClose()
      await Promise.all([queries.invalidateQueries({ queryKey: ['backups'] }), queries.invalidateQueries({ queryKey: ['onboarding'] })])
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open={open} title={t.makeBackup} onCancel={onClose} okText={t.makeBackup} cancelText={w.cancel} confirmLoading={busy} onOk={() => form.submit()} destroyOnHidden>
      <Form form={form} layout="vertical" requiredMark={false} preserve={false} onFinish={(v: Values) => void run(v)}>
        <p style={{ marginBottom: 12 }}>{t.backupWhat}</p>
        <Form.Item name="password" label={t.yourPassword} rules={[{ required: true, message: w.needValue }]} validateStatus={fault ? 'error' : undefined} help={fault}><Input.Password autoComplete="current-password" autoFocus /></Form.Item>
        <button type="submit" hidden />
      </Form>
    </Modal>
  )
}
