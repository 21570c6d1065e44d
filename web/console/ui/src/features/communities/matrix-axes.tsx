import { DeleteOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Form, Select } from 'antd'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import type { Schema } from '@/api/types'
import { useAct } from '@/parts/confirm'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { useAfresh } from './data'
import { settingWords } from './flow-words'
import { words } from './words'

const axes = ['attribute', 'spend', 'need', 'area', 'product', 'level'] as const
type Axis = Schema<'AxisBody'>

// MatrixAxes sets the dimensions of the matrix and their values.
export function MatrixAxes() {
  const t = useWords(settingWords)
  const matrix = useQuery({ queryKey: ['communities', 'matrix', []], queryFn: () => ask(api.GET('/api/communities/matrix')) })
  return <Section title={t.matrix} note={t.matrixWhy}><Loaded query={matrix}>{(m) => <AxesForm now={m.axes} />}</Loaded></Section>
}

function AxesForm({ now }: { now: Axis[] }) {
  const t = useWords(settingWords)
  const w = useWords(words)
  const may = useMay()
  const act = useAct()
  const afresh = useAfresh()
  const save = async ({ axes: list }: { axes?: Axis[] }) => {
    if (await act(() => ask(api.PUT('/api/communities/matrix', { body: { axes: list ?? [] } })), t.matrixSaved)) await afresh()
  }
  const need = [{ required: true, message: t.need }]
  return (
    <Form layout="vertical" initialValues={{ axes: now }} disabled={!may('community.edit')} onFinish={(v: { axes?: Axis[] }) => void save(v)} requiredMark={false}>
      <Form.List name="axes">{(rows, { add, remove }) => (
        <>
          {rows.map((row) => (
            <div key={row.key} className="row top" style={{ flexWrap: 'nowrap' }}>
              <Form.Item name={[row.name, 'axis']} label={t.axis} rules={need}><Select style={{ width: 130 }} options={axes.map((a) => ({ value: a, label: w.axis[a] }))} /></Form.Item>
              <Form.Item name={[row.name, 'values']} label={t.values} rules={need} style={{ flex: 1, minWidth: 0 }}><Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', ' ']} /></Form.Item>
              <Button type="text" icon={<DeleteOutlined />} aria-label={w.remove} style={{ marginTop: 30 }} onClick={() => remove(row.name)} />
            </div>
          ))}
          <div className="row"><Button disabled={rows.length >= axes.length || !may('community.edit')} onClick={() => add({ values: [] })}>{t.addAxis}</Button><Button htmlType="submit">{t.save}</Button></div>
        </>
      )}</Form.List>
    </Form>
  )
}
