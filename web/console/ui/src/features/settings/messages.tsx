import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { Loaded } from '@/parts/feedback'
import { useWords } from '@/words'
import { useDefaults } from './defaults'
import { SettingsPage } from './frame'
import { pageWords } from './page-words'
import { RuleForm } from './rule-form'
import type { Group } from './rule-spec'

const groups: readonly Group[] = [
  { name: 'asking', fields: [{ path: 'asking', kind: 'words' }, { path: 'asking_first', kind: 'words' }, { path: 'asking_last', kind: 'words' }] },
  { name: 'promo', fields: [{ path: 'promo', kind: 'words' }] },
]

// MessageSettings are the words by which lines of a group are read.
export default function MessageSettings() {
  return <SettingsPage room="messages"><Rules /></SettingsPage>
}

function Rules() {
  const t = useWords(pageWords)
  const standard = useDefaults()
  const rules = useQuery({ queryKey: ['messages', 'settings'], queryFn: () => ask(api.GET('/api/messages/settings')) })
  return (
    <Loaded query={rules}>
      {(now) => <RuleForm room="messages" chapter="messages" groups={groups} now={now} standard={standard?.messages} after={t.messagesAfter} save={(body) => ask(api.PUT('/api/messages/settings', { body }))} />}
    </Loaded>
  )
}
