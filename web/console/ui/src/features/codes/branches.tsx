import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { groupName } from '@/features/communities/data'
import { useStaffNames, useTagNames } from '@/parts/names'
import { useWords } from '@/words'
import { useWeComGroups } from './data'
import { words } from './words'

export interface TypedSeat { staff_id?: string; from?: string; until?: string; days?: number; day_cap?: number | null; spare?: boolean }
export interface TypedBranch { area?: string; tag?: string; seats?: TypedSeat[]; groups?: string[] }

// Branches are the ways a code leads: one for everybody, or one a district, a tag, or both.
export function Branches({ kind }: { kind: 'person' | 'group' }) {
  const t = useWords(words)
  const tags = useTagNames()
  return (
    <Form.List name="branches">
      {(ways, { add, remove }) => (
        <div className="stack">
          {ways.map(({ key, name }) => (
            <fieldset key={key} className="card" style={{ margin: 0 }}>
              <legend className="sr">{t.behind} {name + 1}</legend>
              {ways.length > 1 && (
                <div className="row" style={{ alignItems: 'flex-end' }}>
                  <Form.Item name={[name, 'area']} label={t.area} extra={t.areaHint} style={{ flex: 1 }}><Input maxLength={20} /></Form.Item>
                  <Form.Item name={[name, 'tag']} label={t.forTag} extra={t.forTagHint} style={{ flex: 1 }}><Select allowClear showSearch options={tags.names.map((n) => ({ value: n, label: n }))} /></Form.Item>
                  <Button type="text" icon={<DeleteOutlined />} aria-label={t.removeArea} onClick={() => remove(name)} style={{ marginBottom: 46 }} />
                </div>
              )}
              {kind === 'group' ? <Groups way={name} /> : <Seats way={name} />}
            </fieldset>
          ))}
          <div><Button icon={<PlusOutlined />} onClick={() => add({ seats: [{}] })}>{t.addArea}</Button></div>
        </div>
      )}
    </Form.List>
  )
}

function Groups({ way }: { way: number }) {
  const t = useWords(words)
  const groups = useWeComGroups()
  return (
    <Form.Item name={[way, 'groups']} label={t.groups} extra={t.groupsHint} rules={[{ required: true, message: t.needGroups }]}>
      <Select mode="multiple" loading={groups.isPending} options={groups.data?.map((g) => ({ value: g.id, label: groupName(g) || g.id }))} showSearch={{ optionFilterProp: 'label' }} maxCount={50} />
    </Form.Item>
  )
}

function Seats({ way }: { way: number }) {
  const t = useWords(words)
  const staff = useStaffNames()
  return (
    <Form.List name={[way, 'seats']}>
      {(seats, { add, remove }) => (
        <>
          {seats.map(({ key, name }) => (
            <div key={key} className="row" style={{ alignItems: 'flex-end', gap: 8 }}>
              <Form.Item name={[name, 'staff_id']} label={t.staff} rules={[{ required: true, message: t.needStaff }]} style={{ flex: '1 1 160px' }}><Select options={staff.options} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>
              <Form.Item name={[name, 'from']} label={t.from}><Input type="time" style={{ width: 112 }} /></Form.Item>
              <Form.Item name={[name, 'until']} label={t.until}><Input type="time" style={{ width: 112 }} /></Form.Item>
              <Form.Item name={[name, 'day_cap']} label={t.dayCap}><InputNumber min={0} max={5000} precision={0} style={{ width: 90 }} /></Form.Item>
              <Form.Item name={[name, 'spare']} valuePropName="checked"><Checkbox>{t.spare}</Checkbox></Form.Item>
              {seats.length > 1 && <Button type="text" icon={<DeleteOutlined />} aria-label={t.removeSeat} onClick={() => remove(name)} style={{ marginBottom: 24 }} />}
            </div>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => add({})}>{t.addSeat}</Button>
        </>
      )}
    </Form.List>
  )
}
