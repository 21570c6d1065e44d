import type { EChartsCoreOption } from 'echarts/core'
import { amount, short } from '@/format'
import { dashes, marks } from '@/theme/chart'
import type { Tokens } from '@/theme/tokens'
import type { Branch, Figure } from './chart'

type Of<K extends Figure['kind']> = Extract<Figure, { kind: K }>

// optionOf gives the drawing of a figure.
export function optionOf(f: Figure, c: Tokens, narrow: boolean): EChartsCoreOption {
  switch (f.kind) {
    case 'line':
    case 'bar': return axes(f, narrow)
    case 'funnel': return funnel(f, c)
    case 'heat': return heat(f, c, narrow)
    case 'tree': return tree(f, c)
  }
}

const written = (unit: string) => (v: unknown) => (typeof v === 'number' ? amount(v, unit) : '—')
// Axes have little room: whole per cents, short money.
const onAxis = (unit: string) => (v: number) => (unit === 'share' ? `${Math.round(v * 100)}%` : unit === 'fen' ? short(Math.round(v / 100)) : short(v))

// Names of few bars are all written, aslant where they are long; days and months may leave some out.
function labels(names: readonly string[], narrow: boolean): object | undefined {
  const long = names.length <= 12 && names.some((n) => !/^\d/.test(n) && n.length > (narrow ? 4 : 14))
  return long ? { interval: 0, rotate: 30, width: 110, overflow: 'truncate' } : undefined
}

function axes(f: Of<'line' | 'bar'>, narrow: boolean): EChartsCoreOption {
  const right = f.series.find((s) => s.right)
  const y = (unit: string, extra: object = {}) => ({ type: 'value', axisLabel: { formatter: onAxis(unit) }, ...extra })
  return {
    aria: { enabled: true, decal: { show: f.kind === 'bar' && f.series.length > 1 } },
    grid: { left: 8, right: 12, top: f.series.length > 1 ? (narrow ? 64 : 40) : 16, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: f.series.length > 1 ? { top: 0, left: 0, type: narrow ? 'scroll' : 'plain' } : undefined,
    tooltip: { trigger: 'axis', confine: true },
    xAxis: { type: 'category', data: f.axis, boundaryGap: f.kind === 'bar', axisLabel: f.kind === 'bar' ? labels(f.axis, narrow) : undefined },
    yAxis: right ? [y(f.unit), y(right.unit ?? f.unit, { splitLine: { show: false } })] : y(f.unit),
    series: f.series.map((s, i) => ({
      type: f.kind, name: s.name, data: s.data, stack: s.stack, yAxisIndex: s.right ? 1 : 0, connectNulls: false,
      tooltip: { valueFormatter: written(s.unit ?? f.unit) },
      ...(f.kind === 'line'
        ? { symbol: marks[i % marks.length], showSymbol: f.axis.length < 32, lineStyle: { type: dashes[i % dashes.length] }, areaStyle: f.area ? { opacity: 0.12 } : undefined }
        : { barMaxWidth: 36 }),
      ...(i === 0 && f.marks ? { markLine: { symbol: 'none', label: { formatter: '{b}' }, data: f.marks.map((m) => ({ xAxis: m.at, name: m.text })) } } : {}),
    })),
  }
}

function funnel(f: Of<'funnel'>, c: Tokens): EChartsCoreOption {
  return {
    aria: { enabled: true },
    tooltip: { confine: true, valueFormatter: written(f.unit) },
    series: [{
      type: 'funnel', sort: 'none', left: '4%', width: '92%', top: 8, bottom: 8, gap: 3, minSize: '24%',
      label: { position: 'inside', color: c.onAccent, formatter: (p: { name: string; value: number }) => `${p.name}  ${amount(p.value, f.unit)}` },
      itemStyle: { color: c.accent, borderWidth: 0 },
      data: f.steps.map((s) => ({ ...s })),
    }],
  }
}

function heat(f: Of<'heat'>, c: Tokens, narrow: boolean): EChartsCoreOption {
  const most = Math.max(...f.cells.map((x) => x[2]), f.unit === 'share' ? 0.01 : 1)
  return {
    aria: { enabled: true },
    grid: { left: 8, right: 12, top: 8, bottom: 64, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: { confine: true, formatter: (p: { value: [number, number, number] }) => `${f.rows[p.value[1]]} · ${f.columns[p.value[0]]}: ${amount(p.value[2], f.unit)}` },
    xAxis: { type: 'category', data: f.columns, splitArea: { show: false } },
    yAxis: { type: 'category', data: f.rows, inverse: true },
    visualMap: { min: 0, max: most, calculable: !narrow, orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 120, formatter: onAxis(f.unit), inRange: { color: [...c.heat] }, textStyle: { color: c.soft } },
    series: [{ type: 'heatmap', data: f.cells.map((x) => [...x]), itemStyle: { borderColor: c.card, borderWidth: 1 } }],
  }
}

function tree(f: Of<'tree'>, c: Tokens): EChartsCoreOption {
  const node = (b: Branch): object => ({ id: b.id, name: b.name, value: b.value, children: b.children?.map(node) })
  return {
    tooltip: { confine: true, valueFormatter: written(f.unit) },
    series: [{
      type: 'tree', data: [node(f.root)], left: 16, right: 120, top: 8, bottom: 8, initialTreeDepth: 3, roam: true, symbolSize: 9, expandAndCollapse: true,
      label: { position: 'right', distance: 6, color: c.ink, backgroundColor: c.card }, lineStyle: { color: c.line }, itemStyle: { color: c.accent, borderColor: c.accent },
    }],
  }
}
