// Where customers reach their pages, and codes that lead a phone there.
import { useWho } from '@/api/session'
import { useWords } from '@/words'
import { words } from './words'

const machine = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

// useReach gives addresses as others open them: under what the server was told, else under where this console stands. `near` says that
// no other machine, and so no phone, gets there.
export function useReach(): { at: (path: string) => string; near: boolean } {
  const base = useWho().pages_url || location.origin
  return { at: (path) => base + path, near: machine.test(new URL(base).hostname) }
}

interface Props { src: string; alt: string; size: number }

// PhoneCode is a code for a phone; where no phone can follow it, it says so and what to set.
export function PhoneCode({ src, alt, size }: Props) {
  const t = useWords(words)
  const { near } = useReach()
  const port = location.port || '8080'
  return (
    <div className="stack tight" style={{ width: near ? Math.max(size, 260) : size, maxWidth: '100%' }}>
      <img src={src} alt={alt} width={size} height={size} style={{ background: '#fff', borderRadius: 8, alignSelf: near && size < 200 ? 'start' : 'center' }} />
      {near && (
        <div className="boxed small" role="note">
          <strong>{t.nearOnly}</strong>
          <p>{t.nearHow}</p>
          <code style={{ overflowWrap: 'anywhere' }}>--listen 0.0.0.0:{port} --public-url http://{t.nearHost}:{port}</code>
        </div>
      )}
    </div>
  )
}
