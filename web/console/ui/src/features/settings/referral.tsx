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
  { name: 'winner', fields: [{ path: 'touch', kind: 'choice', choices: ['first', 'last'] }, { path: 'protect_days', kind: 'whole', min: 0, max: 3650, unit: 'days' }] },
  { name: 'windows', fields: [
    { path: 'scan_minutes', kind: 'whole', min: 0, max: 1440, unit: 'minutes' }, { path: 'counter_hours', kind: 'whole', min: 0, max: 720, unit: 'hours' },
    { path: 'valid_hours', kind: 'whole', min: 0, max: 720, unit: 'hours' },
  ] },
]

// ReferralSettings say whose referral somebody is.
export default function ReferralSettings() {
  return <SettingsPage room="referral"><Rules /></SettingsPage>
}

function Rules() {
  const t = useWords(pageWords)
  const standard = useDefaults()
  const rules = useQuery({ queryKey: ['referrals', 'rules'], queryFn: () => ask(api.GET('/api/referrals/rules')) })
  return (
    <Loaded query={rules}>
      {(now) => <RuleForm room="referral" chapter="referrals" groups={groups} now={now} standard={standard?.referral} after={t.referralAfter} save={(body) => ask(api.PUT('/api/referrals/rules', { body }))} />}
    </Loaded>
  )
}
