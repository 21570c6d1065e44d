// Channels by which orders and customers came: free words, and of what was bought in a campaign the campaign.
import { unknown } from '@/format'
import { to } from '@/paths'
import { useWords } from '@/words'
import { A } from './link'
import { isCampaign, useCampaignNames } from './names'
import { words } from './words'

// useChannelName names channels; of campaigns it says that it is one, and which.
export function useChannelName(channels: readonly string[]): (channel: string) => string {
  const t = useWords(words)
  const campaigns = useCampaignNames(channels.some(isCampaign))
  return (channel) => (isCampaign(channel) ? t.campaignOrder(campaigns.nameOf(channel)) : channel)
}

// ChannelName shows one; a campaign leads to its board.
export function ChannelName({ of }: { of: string }) {
  const name = useChannelName([of])(of)
  if (!of) return <>{unknown}</>
  return isCampaign(of) ? <A to={to.campaignBoard(of)}>{name}</A> : <>{name}</>
}
