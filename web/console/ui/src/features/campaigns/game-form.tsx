import { lazy, Suspense } from 'react'
import { Skeleton } from '@/parts/feedback'
import type { Bag } from './fields'
import type { FlashSale } from './game-flashsale'
import type { GroupBuy } from './game-groupbuy'
import type { Invite } from './game-invite'
import type { RedPacket } from './game-redpacket'

const GroupBuyForm = lazy(() => import('./game-groupbuy'))
const FlashSaleForm = lazy(() => import('./game-flashsale'))
const RedPacketForm = lazy(() => import('./game-redpacket'))
const InviteForm = lazy(() => import('./game-invite'))

// GameForm edits the settings of a game. The server keeps them in the shape of their model; of one that this console does not
// know they are shown as they are.
export function GameForm({ model, value, onChange }: { model: string; value: unknown; onChange: (settings: unknown) => void }) {
  const bag = <T extends object>(): Bag<T> => ({ value: value as T, set: (change) => onChange({ ...(value as T), ...change }) })
  return (
    <Suspense fallback={<Skeleton lines={8} height={32} />}>
      {model === 'groupbuy' ? <GroupBuyForm of={bag<GroupBuy>()} /> : model === 'flashsale' ? <FlashSaleForm of={bag<FlashSale>()} />
        : model === 'redpacket' ? <RedPacketForm of={bag<RedPacket>()} /> : model === 'invite' ? <InviteForm of={bag<Invite>()} />
        : <pre className="small" style={{ overflowX: 'auto' }}>{JSON.stringify(value, null, 2)}</pre>}
    </Suspense>
  )
}
