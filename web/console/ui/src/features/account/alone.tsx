import { useEffect, type ReactNode } from 'react'
import { Language, Look } from '@/shell/top'

// Alone is the frame of the pages for nobody yet: sign-in, set-up, password link.
export function Alone({ title, why, children }: { title: string; why: string; children: ReactNode }) {
  useEffect(() => { document.title = `${title} · 群力 Qunli` }, [title])
  return (
    <div className="alone">
      <main className="card">
        <div className="stack tight" style={{ marginBottom: 20 }}>
          <img src="/console/favicon.svg" alt="" width={40} height={40} />
          <h1>{title}</h1>
          <p className="soft">{why}</p>
        </div>
        {children}
      </main>
      <footer className="row"><Language /><Look /></footer>
    </div>
  )
}
