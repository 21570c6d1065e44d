import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useSay, useWords } from '@/words'
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { kindWord, words } from './words'

// Guide says what kinds of files there are and what each must hold.
export function Guide() {
  const t = useWords(words)
  const say = useSay()
  const kinds = useQuery({ queryKey: ['imports', 'kinds'], staleTime: Infinity, queryFn: () => ask(api.GET('/api/imports/kinds')) })
  return (
    <Section title={t.whatFor}>
      <Loaded query={kinds}>
        {(all) => (
          <div className="cards">
            {all.kinds.map((k) => {
              const must = k.fields.filter((f) => f.required).map(say)
              return <div key={k.kind}><h3>{kindWord(t, k.kind)}</h3><p className="soft small">{must.length > 0 ? t.needs(must.join(' · ')) : t.needsKey}</p></div>
            })}
          </div>
        )}
      </Loaded>
    </Section>
  )
}
