import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useEffect } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, moment, money } from '@/format'
import { useChannelName } from '@/parts/channel'
import { Empty, ErrorState, Loaded, Skeleton } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { several, useQueryState } from '@/parts/state'
import { useWords } from '@/words'
import { profileWords } from './words'

type Touch = Schema<'TouchView'>

const fields = { kinds: several() }
const step = 100
const wanted = 30 // rows after which a filtered list stops looking further by itself

function usePages(id: string) {
  return useInfiniteQuery({
    queryKey: ['customers', id, 'timeline'],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/api/customers/{id}/timeline', { params: { path: { id }, query: { limit: step, after: pageParam || undefined } }, signal })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next || undefined,
  })
}

// Timeline is everything that happened with a person, latest first. The API gives all kinds; those chosen are picked out
// here, and older pages are read until there are enough of them.
export function Timeline({ id }: { id: string }) {
  const t = useWords(profileWords)
  const [{ kinds }, set] = useQueryState(fields)
  const pages = usePages(id)
  const read = pages.data?.pages.flatMap((p) => p.items) ?? []
  const shown = kinds.length === 0 ? read : read.filter((x) => kinds.includes(x.kind))
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  useEffect(() => {
    if (kinds.length > 0 && shown.length < wanted && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [kinds.length, shown.length, hasNextPage, isFetchingNextPage, fetchNextPage])
  const word: Record<string, string> = t.act
  const pick = (
    <Select mode="multiple" value={kinds} onChange={(v: string[]) => set({ kinds: v })} options={Object.entries(word).map(([value, label]) => ({ value, label }))} allowClear maxTagCount="responsive"
      placeholder={t.allKinds} aria-label={t.allKinds} style={{ minWidth: 220, maxWidth: '100%' }} showSearch={{ optionFilterProp: 'label' }} />
  )
  return (
    <Section title={t.timeline} note={t.timelineNote} actions={pick}>
      {pages.error && !pages.data ? <ErrorState error={pages.error} retry={() => void pages.refetch()} />
        : pages.isPending ? <Skeleton lines={8} />
        : shown.length === 0 && !hasNextPage ? <Empty title={kinds.length ? t.noneOfKinds : t.noTouches} why={kinds.length ? undefined : t.noTouchesWhy} action={kinds.length > 0 && <Button onClick={() => set({ kinds: [] })}>{t.allKinds}</Button>} />
        : <Days touches={shown} />}
      {hasNextPage && <Button block type="text" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t.older}</Button>}
      {!hasNextPage && shown.length > 0 && <p className="soft small" style={{ marginTop: 12 }}>{t.wholeTimeline(count(shown.length))}</p>}
    </Section>
  )
}

// TimelineHead is the latest of it.
export function TimelineHead({ id }: { id: string }) {
  const t = useWords(profileWords)
  const head = useQuery({ queryKey: ['customers', id, 'timeline', 'head'], queryFn: () => ask(api.GET('/api/customers/{id}/timeline', { params: { path: { id }, query: { limit: 8 } } })) })
  const [, set] = useQueryState({ tab: tabField })
  return (
    <Loaded query={head} skeleton={<Skeleton lines={4} />}>
      {(page) => (page.items.length === 0 ? <p className="soft">{t.noTouchesWhy}</p> : <><Days touches={page.items} />{page.next && <Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => set({ tab: 'timeline' })}>{t.whole}</Button>}</>)}
    </Loaded>
  )
}

const tabField = { read: (x: string) => x, write: (x: string) => x, empty: 'overview' }

// Days groups contacts by the day of the organisation.
function Days({ touches }: { touches: Touch[] }) {
  const days = new Map<string, Touch[]>()
  for (const x of touches) days.set(x.day, [...(days.get(x.day) ?? []), x])
  return (
    <ol className="plain stack tight">
      {[...days].map(([day, list]) => (
        <li key={day} className="row top" style={{ flexWrap: 'nowrap', alignItems: 'baseline' }}>
          <span className="soft num small" style={{ flex: '0 0 84px' }}>{day}</span>
          <ul className="plain grow">{list.map((x) => <One key={x.id} touch={x} />)}</ul>
        </li>
      ))}
    </ol>
  )
}

const inGroups = ['joined', 'left'] // whose cause is what the group is called

function One({ touch }: { touch: Touch }) {
  const t = useWords(profileWords)
  const word: Record<string, string> = t.act
  const channelOf = useChannelName([touch.channel])
  const facts = [channelOf(touch.channel), touch.cause && (inGroups.includes(touch.kind) ? touch.cause : t.because(touch.cause)), touch.cost > 0 && t.paid(money(touch.cost))].filter(Boolean)
  return (
    <li className="row" style={{ gap: 8 }}>
      <span className="soft small num">{moment(touch.at).slice(11)}</span>
      <span>{word[touch.kind] ?? touch.kind}</span>
      {facts.length > 0 && <span className="soft small">{facts.join(' · ')}</span>}
    </li>
  )
}
