import { AppstoreOutlined, BarsOutlined, NodeIndexOutlined, QrcodeOutlined, SendOutlined, SettingOutlined } from '@ant-design/icons'
import { Segmented } from 'antd'
import { useMay } from '@/api/session'
import { useGo } from '@/parts/link'
import { to } from '@/paths'
import { useWords } from '@/words'
import { words } from './words'

type At = 'list' | 'codes' | 'matrix' | 'flows' | 'broadcasts' | 'settings'

const rooms: Record<At, () => string> = { list: to.communities, codes: to.codes, matrix: to.matrix, flows: to.flowRules, broadcasts: to.broadcasts, settings: to.communitySettings }

// PageSwitch changes between the list, the codes, the matrix, the flows and the settings.
export function PageSwitch({ at }: { at: At }) {
  const t = useWords(words)
  const go = useGo()
  const may = useMay()
  const options = [
    { value: 'list' as const, label: t.list, icon: <BarsOutlined /> }, { value: 'codes' as const, label: t.codes, icon: <QrcodeOutlined /> }, { value: 'matrix' as const, label: t.matrix, icon: <AppstoreOutlined /> },
    { value: 'flows' as const, label: t.flows, icon: <NodeIndexOutlined /> },
    ...(may('outreach.edit') ? [{ value: 'broadcasts' as const, label: t.broadcasts, icon: <SendOutlined /> }] : []), { value: 'settings' as const, label: t.settings, icon: <SettingOutlined /> },
  ]
  return <div style={{ maxWidth: 'calc(100vw - 24px)', overflowX: 'auto' }}><Segmented<At> aria-label={t.pages} options={options} value={at} onChange={(next) => go(rooms[next]())} /></div>
}
