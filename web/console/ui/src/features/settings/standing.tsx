import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { Loaded } from '@/parts/feedback'
import { useWords } from '@/words'
import { useDefaults } from './defaults'
import { SettingsPage } from './frame'
import { pageWords } from './page-words'
import { RuleForm } from './rule-form'
import type { Group } from './rule-spec'

const whole = { kind: 'whole', min: 1, max: 100_000 } as const
const weight = { kind: 'number', min: 0, max: 1000 } as const

const groups: readonly Group[] = [
  { name: 'ladder', fields: [
    { path: 'ladder.buyer_orders', ...whole, unit: 'orders' }, { path: 'ladder.fan_acts', ...whole, unit: 'acts' },
    { path: 'ladder.friend_orders', ...whole, unit: 'orders' }, { path: 'ladder.friend_voices', ...whole, unit: 'times' },
  ] },
  { name: 'depth', fields: [
    { path: 'depth.trust', ...whole, unit: 'times' }, { path: 'depth.participation', ...whole, unit: 'acts' }, { path: 'depth.window', ...whole, unit: 'days' },
    { path: 'depth.ritual', ...whole, unit: 'times' }, { path: 'depth.belonging', ...whole, unit: 'weeks' }, { path: 'depth.belonging_of', ...whole, unit: 'weeks' },
  ] },
  { name: 'tie', fields: [
    { path: 'tie.half_life', ...whole, unit: 'days' }, { path: 'tie.weak', kind: 'number', min: 0 }, { path: 'tie.strong', kind: 'number', min: 0 },
  ] },
  { name: 'mind', fields: [
    { path: 'mind.habit_window', ...whole, unit: 'days' }, { path: 'mind.take_part_acts', ...whole, unit: 'acts' }, { path: 'mind.take_part_days', ...whole, unit: 'days' },
    { path: 'mind.depend_weeks', ...whole, unit: 'weeks' }, { path: 'mind.addict_days', ...whole, unit: 'days' }, { path: 'mind.addict_active', ...whole, unit: 'days' },
    { path: 'mind.addict_session', ...whole, unit: 'acts' },
  ] },
  { name: 'seed', fields: [
    { path: 'seed.reach', ...weight }, { path: 'seed.activity', ...weight }, { path: 'seed.own', ...weight }, { path: 'seed.list', ...whole, unit: 'people' },
  ] },
]

// StandingSettings are the rules of ladder, depth, tie, minds and seed users.
export default function StandingSettings() {
  return <SettingsPage room="standing"><Rules /></SettingsPage>
}

function Rules() {
  const t = useWords(pageWords)
  const standard = useDefaults()
  const rules = useQuery({ queryKey: ['standings', 'rules'], queryFn: () => ask(api.GET('/api/standings/rules')) })
  return (
    <Loaded query={rules}>
      {(now) => <RuleForm room="standing" chapter="standings" groups={groups} now={now} standard={standard?.standing} after={t.standingAfter} save={(body) => ask(api.PUT('/api/standings/rules', { body }))} />}
    </Loaded>
  )
}
