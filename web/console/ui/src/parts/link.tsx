import { useRouter } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { to } from '@/paths'
import { useCalled } from './person'

interface Props extends AnchorHTMLAttributes<HTMLAnchorElement> { to: string }

// A is a link within the console; `to` comes from paths.ts. With a modifier key it opens a tab as any link does.
export function A({ to: path, onClick, ...rest }: Props) {
  const router = useRouter()
  const href = `/console${path}`
  const click = (e: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(e)
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return
    e.preventDefault()
    router.history.push(href)
  }
  const warm = () => void router.preloadRoute({ to: path.split('?')[0] ?? path }).catch(() => undefined)
  return <a {...rest} href={href} onClick={click} onMouseEnter={warm} onFocus={warm} />
}

// useGo goes to an address of paths.ts.
export function useGo(): (path: string, replace?: boolean) => void {
  const router = useRouter()
  return (path, replace) => router.history[replace ? 'replace' : 'push'](`/console${path}`)
}

interface Named { id: string; name: string | undefined | null }

// PersonLink, GroupLink and OrderLink name a thing and lead to its page.
export const PersonLink = ({ id, name }: Named) => <A to={to.customer(id)}>{useCalled()(id, name)}</A>
export const GroupLink = ({ id, name, unnamed }: Named & { unnamed: string }) => <A to={to.community(id)}>{name || unnamed}</A>
export const OrderLink = ({ id, no }: { id: string; no: string }) => <A to={to.order(id)} className="num">{no || id}</A>
