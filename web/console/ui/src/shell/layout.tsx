import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useLine } from '@/api/line'
import { asProblem } from '@/api/problem'
import { useOrg, useSession } from '@/api/session'
import { ErrorState, Skeleton } from '@/parts/feedback'
import { MetricProvider } from '@/parts/metric-open'
import { to } from '@/paths'
import { useWords } from '@/words'
import { DemoBanner } from './demo'
import { useFocusBack } from './focus-back'
import { useKeys } from './keys'
import { LineBanner } from './line-banner'
import { Side, Tabs } from './nav'
import { SearchProvider } from './search'
import { Top } from './top'
import { words } from './words'

const SignInAgain = lazy(() => import('./sign-in-again'))
const Help = lazy(() => import('./help'))

// Layout is the frame of every page for somebody who is signed in. Nobody else gets past it.
export default function Layout() {
  const session = useSession()
  const org = useOrg()
  const go = useNavigate()
  const { searchStr, pathname } = useLocation()
  const nobody = session.error && asProblem(session.error).status === 401
  useEffect(() => {
    if (nobody && pathname !== to.login()) void go({ to: to.login(), search: { to: pathname + searchStr }, replace: true }) // once: this frame stands until the page for it is there
  }, [nobody, go, pathname, searchStr])
  if (nobody || session.isPending) return <div className="alone"><main><Skeleton /></main></div>
  if (session.error && !session.data) return <div className="alone"><main><ErrorState error={session.error} retry={() => void session.refetch()} /></main></div>
  // Dates wait for the organisation's zone; without an answer the page goes on with the default one.
  if (org.isPending) return <div className="alone"><main><Skeleton /></main></div>
  return <SearchProvider><MetricProvider><Frame /></MetricProvider></SearchProvider>
}

function Frame() {
  const t = useWords(words)
  const { signInAgain } = useLine()
  const main = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const first = useRef(true)
  const [help, setHelp] = useKeys()
  useFocusBack()
  useEffect(() => { // a reader of the screen hears the new page
    if (first.current) first.current = false
    else main.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [pathname])
  return (
    <>
      <a className="skip" href="#main" onClick={(e) => { e.preventDefault(); main.current?.focus() }}>{t.skip}</a>
      <div className="frame">
        <Side />
        <div className="body">
          <Top onHelp={() => setHelp(true)} />
          <LineBanner />
          <DemoBanner />
          <main className="main" id="main" ref={main} tabIndex={-1}><Suspense fallback={<Skeleton lines={10} />}><Outlet /></Suspense></main>
        </div>
      </div>
      <Tabs />
      {help && <Suspense><Help onClose={() => setHelp(false)} /></Suspense>}
      {signInAgain && <Suspense><SignInAgain /></Suspense>}
    </>
  )
}
