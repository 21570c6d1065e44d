// The places of the console: navigation, search and keys are all made of this one table.
import {
  BarChartOutlined, CalendarOutlined, CloudUploadOutlined, GiftOutlined, NodeIndexOutlined, RetweetOutlined, SettingOutlined, ShoppingOutlined, TeamOutlined, UserOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Permission } from '@/api/types'
import { to } from '@/paths'
import { words } from './words'

type Word = Extract<keyof typeof words.zh, string>

// Place is a page or an act. `initials` are those of its pinyin, `key` follows G; `needs` hides it from who may not;
// `also` is an address elsewhere that belongs to it.
export interface Place { word: Word; to: string; also?: string; initials: string; icon?: ReactNode; key?: string; needs?: Permission }

// nav is the navigation, by the business.
export const nav: readonly Place[] = [
  { word: 'today', to: to.today(), initials: 'jr', icon: <CalendarOutlined />, key: 't' },
  { word: 'loop', to: to.loop(), also: to.evening(), initials: 'bh', icon: <RetweetOutlined />, key: 'l', needs: 'insight.read' },
  { word: 'customers', to: to.customers(), initials: 'kh', icon: <UserOutlined />, key: 'c', needs: 'customer.read' },
  { word: 'communities', to: to.communities(), initials: 'sq', icon: <TeamOutlined />, key: 'g', needs: 'community.read' },
  { word: 'orders', to: to.orders(), also: to.products(), initials: 'dd', icon: <ShoppingOutlined />, key: 'o', needs: 'order.read' },
  { word: 'campaigns', to: to.campaigns(), initials: 'hd', icon: <GiftOutlined />, key: 'a', needs: 'campaign.read' },
  { word: 'referral', to: to.referral(), initials: 'zjs', icon: <NodeIndexOutlined />, key: 'r', needs: 'referral.read' },
  { word: 'insight', to: to.insight(), initials: 'dc', icon: <BarChartOutlined />, key: 'i', needs: 'insight.read' },
  { word: 'imports', to: to.imports(), initials: 'dr', icon: <CloudUploadOutlined />, key: 'm', needs: 'import.run' },
  { word: 'settings', to: to.settings(), initials: 'sz', icon: <SettingOutlined />, key: 's' },
]

// more are places and acts that only the search knows.
export const more: readonly Place[] = [
  { word: 'segments', to: to.segments(), initials: 'rq', needs: 'customer.read' },
  { word: 'newSegment', to: to.newSegment(), initials: 'xjrq', needs: 'segment.edit' },
  { word: 'twins', to: to.twins(), initials: 'ystyr', needs: 'customer.read' },
  { word: 'matrix', to: to.matrix(), initials: 'sqjz', needs: 'community.read' },
  { word: 'broadcasts', to: to.broadcasts(), initials: 'qf', needs: 'outreach.edit' },
  { word: 'newBroadcast', to: to.newBroadcast(), initials: 'xqf', needs: 'outreach.edit' },
  { word: 'proofs', to: to.proofs(), initials: 'kxcl', needs: 'campaign.read' },
  { word: 'landings', to: to.landings(), initials: 'ldy', needs: 'campaign.read' },
  { word: 'newCampaign', to: to.newCampaign(), initials: 'xjhd', needs: 'campaign.edit' },
  { word: 'products', to: to.products(), initials: 'sp', needs: 'order.read' },
  { word: 'payments', to: to.payments(), initials: 'sfk', needs: 'pay.read' },
  { word: 'bill', to: to.bill(), initials: 'dz', needs: 'pay.read' },
  { word: 'gifts', to: to.gifts(), initials: 'lp', needs: 'campaign.read' },
  { word: 'experiments', to: to.experiments(), initials: 'sy', needs: 'insight.read' },
  { word: 'newImport', to: to.newImport(), initials: 'drwj', needs: 'import.run' },
  { word: 'account', to: to.account(), initials: 'wdzh' },
]
