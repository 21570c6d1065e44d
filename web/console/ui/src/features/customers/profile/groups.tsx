import { useQueries, useQuery } from '@tanstack/react-query'
import { Tag } from 'antd'
import { api, ask } from '@/api/client'
import { moment } from '@/format'
import { Empty, Loaded } from '@/parts/feedback'
import { GroupLink } from '@/parts/link'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { NamedPerson, usePeopleNames } from '../people'
import { profileWords } from './words'

// Groups are the stays of a person in groups: since when, how they came, who invited them, how they left.
export function Groups({ id }: { id: string }) {
  const t = useWords(profileWords)
  const stays = useQuery({ queryKey: ['customers', id, 'communities'], queryFn: () => ask(api.GET('/api/customers/{id}/communities', { params: { path: { id } } })) })
  const items = stays.data?.items ?? []
  const nameOf = usePeopleNames(items.map((s) => s.inviter_id))
  const groupName = useGroupNames(items.map((s) => s.community_id))
  const scene: Record<string, string> = t.joinScene
  return (
    <Section title={t.groups} note={t.groupsNote} flush>
      <Loaded query={stays}>
        {({ items: all }) => (all.length === 0 ? <Empty title={t.noGroups} why={t.noGroupsWhy} /> : (
          <div className="sheet" tabIndex={0} role="region" aria-label={t.groups}>
            <table>
              <thead><tr><th scope="col">{t.group}</th><th scope="col">{t.joined}</th><th scope="col">{t.left}</th><th scope="col">{t.how}</th><th scope="col">{t.invitedBy}</th></tr></thead>
              <tbody>
                {all.map((s) => (
                  <tr key={s.id}>
                    <td><GroupLink id={s.community_id} name={groupName(s.community_id)} unnamed={t.unnamedGroup} /></td>
                    <td className="num">{s.certain ? moment(s.joined_at) : t.notLater(moment(s.joined_at))}</td>
                    <td className="num">{s.left_at ? moment(s.left_at) : <Tag color="success">{t.inside}</Tag>}{s.left_scene && <span className="soft small"> {scene[s.left_scene] ?? s.left_scene}</span>}</td>
                    <td>{s.scene ? scene[s.scene] ?? s.scene : '—'}</td>
                    <td><NamedPerson id={s.inviter_id} nameOf={nameOf} /></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ))}
      </Loaded>
    </Section>
  )
}

// useGroupNames asks for each group of a person once; there are few.
function useGroupNames(ids: string[]): (id: string) => string | undefined {
  const wanted = [...new Set(ids)]
  const found = useQueries({ queries: wanted.map((id) => ({ queryKey: ['communities', id], staleTime: 300_000, queryFn: () => ask(api.GET('/api/communities/{id}', { params: { path: { id } } })) })) })
  const by = new Map(wanted.map((id, i) => [id, found[i]?.data?.community.name]))
  return (id) => by.get(id)
}
