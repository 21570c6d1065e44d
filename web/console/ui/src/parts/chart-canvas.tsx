import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type ECharts } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react'
import { chartTheme } from '@/theme/chart'
import { useLook, useNarrow } from '@/theme/mode'
import type { Drawn, Figure } from './chart'
import { optionOf } from './chart-option'

use([LineChart, BarChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, CanvasRenderer])

// The rarer kinds of figures are fetched when one is drawn. A drawing knows only what was there when it began, so it begins
// after that.
let rarer: Promise<unknown> | undefined
let known = false
const plain = (f: Figure) => (f.kind === 'line' || f.kind === 'bar') && !f.marks
const fetchRarer = () => (rarer ??= import('./chart-rarer').then(() => { known = true }))

interface Props {
  title: string
  figure: Figure
  height: number
  onPress?: (place: { series?: string; name: string; index: number; id?: string }) => void
  ref?: Ref<Drawn>
}

const idOf = (data: unknown) => (typeof data === 'object' && data !== null && 'id' in data && typeof data.id === 'string' ? data.id : undefined)

// ChartCanvas draws; chart.tsx loads it when it is needed.
export default function ChartCanvas({ title, figure, height, onPress, ref }: Props) {
  const { mode, still, colors } = useLook()
  const narrow = useNarrow()
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts>(null)
  const press = useRef(onPress)
  press.current = onPress
  const [have, setHave] = useState(known)
  const waits = !plain(figure) && !have
  useEffect(() => {
    let gone = false
    if (waits) void fetchRarer().then(() => { if (!gone) setHave(true) })
    return () => { gone = true }
  }, [waits])
  useEffect(() => {
    const el = box.current
    if (!el || waits) return
    const c = init(el, chartTheme(mode))
    chart.current = c
    c.on('click', (e) => press.current?.({ series: e.seriesName, name: e.name, index: e.dataIndex, id: idOf(e.data) }))
    const seen = new ResizeObserver(() => c.resize())
    seen.observe(el)
    return () => { seen.disconnect(); c.dispose(); chart.current = null }
  }, [mode, waits])
  useEffect(() => {
    chart.current?.setOption({ ...optionOf(figure, colors, narrow), animation: !still }, true)
  }, [figure, mode, colors, still, narrow, waits])
  useImperativeHandle(ref, () => ({
    picture: async () => {
      const url = chart.current?.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: colors.card }) ?? ''
      const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (ch) => ch.charCodeAt(0))
      return new Blob([bytes], { type: 'image/png' })
    },
  }), [colors])
  return <div ref={box} role="img" aria-label={title} style={{ height, width: '100%', cursor: onPress ? 'pointer' : 'default' }} />
}
