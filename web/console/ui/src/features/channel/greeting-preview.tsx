import { useWords } from '@/words'
import type { Attachment, Variant } from './greeting-data'
import { greetingWords } from './greeting-words'

// Preview shows a text as a phone does. Pictures are not fetched from elsewhere: their address stands in their place.
export function Preview({ of, brand }: { of: Partial<Variant> | undefined; brand: string }) {
  const t = useWords(greetingWords)
  const parts = of?.attachments?.filter(Boolean) ?? []
  return (
    <section className="phone" aria-label={t.preview}>
      <header>{brand}</header>
      <ul className="plain">
        {!of?.text && parts.length === 0 && <li className="soft">{t.empty}</li>}
        {of?.text && <li>{of.text}</li>}
        {parts.map((a, n) => <Part key={n} of={a} />)}
      </ul>
    </section>
  )
}

function Part({ of: a }: { of: Partial<Attachment> }) {
  const t = useWords(greetingWords)
  if (a.kind === 'link') return <li className="link"><strong>{a.title || t.title}</strong>{a.text && <p className="soft small">{a.text}</p>}<p className="soft small">{a.url || t.urlHint}</p></li>
  if (a.kind === 'image') return <li className="picture soft small">{t.image}<br />{a.picture}</li>
  return <li className="link soft">{t.other}: {a.kind}</li>
}
