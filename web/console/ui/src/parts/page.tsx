import { useEffect, type ReactNode } from 'react'
import { A } from './link'

interface Props {
  title: string
  subtitle?: ReactNode
  crumbs?: { title: string; to: string }[] // the way here, without this page
  actions?: ReactNode // at most one of them primary
  extra?: ReactNode // beside the title: tags, AsOf
  children: ReactNode
}

// Page is the head of every page with its one h1, and what is below it.
export function Page({ title, subtitle, crumbs, actions, extra, children }: Props) {
  useEffect(() => { document.title = `${title} · 群力 Qunli` }, [title])
  return (
    <>
      <header className="pagehead">
        <div className="words">
          {crumbs && crumbs.length > 0 && (
            <nav className="crumbs" aria-label="breadcrumb">
              {crumbs.map((c, i) => <span key={c.to}>{i > 0 && <span aria-hidden="true">/ </span>}<A to={c.to}>{c.title}</A></span>)}
            </nav>
          )}
          <div className="row"><h1>{title}</h1>{extra}</div>
          {subtitle && <p className="soft">{subtitle}</p>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </header>
      {children}
    </>
  )
}

// Section is a titled card.
export function Section({ title, note, actions, flush, children }: { title: string; note?: ReactNode; actions?: ReactNode; flush?: boolean; children: ReactNode }) {
  const head = (
    <div className="row" style={flush ? { padding: '16px 20px 12px' } : { marginBottom: 12 }}>
      <div className="grow"><h2>{title}</h2>{note && <p className="soft small">{note}</p>}</div>
      {actions}
    </div>
  )
  return <section className={flush ? 'card flush' : 'card'}>{head}{children}</section>
}
