// Inputs of rules. An input belongs to a bag (the object that is edited) and stands under the id f-<its address>, where faults lead.
import { Form, Input, InputNumber, Switch } from 'antd'
import { createContext, useContext, type ReactNode } from 'react'

// Bag is an object under edit; `at` is its address in front of the names of its fields, as in items[0].
export interface Bag<T> { value: T; set: (change: Partial<T>) => void; at?: string }

// Faults gives what is wrong with the field at an address.
export const Faults = createContext<(field: string) => string | undefined>(() => undefined)

export const idOf = (field: string) => `f-${field}`

interface Props<T> { of: Bag<T>; name: keyof T & string; label: ReactNode; hint?: ReactNode }

const fieldOf = <T,>({ of, name }: Props<T>) => (of.at ? `${of.at}.${name}` : name)

function Line<T>({ children, ...p }: Props<T> & { children: ReactNode }) {
  const field = fieldOf(p)
  const fault = useContext(Faults)(field)
  return <Form.Item label={p.label} htmlFor={idOf(field)} extra={p.hint} validateStatus={fault ? 'error' : undefined} help={fault}>{children}</Form.Item>
}

// Num takes a whole number; nothing is 0.
export function Num<T>(p: Props<T> & { unit?: string; min?: number; max?: number }) {
  const value = p.of.value[p.name] as number | undefined
  return <Line {...p}><InputNumber id={idOf(fieldOf(p))} value={value ?? 0} min={p.min ?? 0} max={p.max} precision={0} suffix={p.unit} style={{ width: '100%' }} onChange={(v) => p.of.set({ [p.name]: v ?? 0 } as Partial<T>)} /></Line>
}

// Money takes yuan and keeps fen.
export function Money<T>(p: Props<T>) {
  const value = p.of.value[p.name] as number | undefined
  return <Line {...p}><InputNumber id={idOf(fieldOf(p))} value={(value ?? 0) / 100} min={0} max={10_000_000} precision={2} prefix="¥" style={{ width: '100%' }} onChange={(v) => p.of.set({ [p.name]: Math.round((v ?? 0) * 100) } as Partial<T>)} /></Line>
}

// Words takes a line of text.
export function Words<T>(p: Props<T> & { max?: number; placeholder?: string }) {
  const value = p.of.value[p.name] as string | undefined
  return <Line {...p}><Input id={idOf(fieldOf(p))} value={value ?? ''} maxLength={p.max ?? 60} placeholder={p.placeholder} onChange={(e) => p.of.set({ [p.name]: e.target.value } as Partial<T>)} /></Line>
}

// Flag is on or off.
export function Flag<T>(p: Props<T>) {
  const value = p.of.value[p.name] as boolean | undefined
  return <Line {...p}><Switch id={idOf(fieldOf(p))} aria-label={p.label} checked={value ?? false} onChange={(v) => p.of.set({ [p.name]: v } as Partial<T>)} /></Line>
}

// Other holds an input of another kind under a field's label and fault.
export function Other<T>({ children, ...p }: Props<T> & { children: (id: string) => ReactNode }) {
  return <Line {...p}>{children(idOf(fieldOf(p)))}</Line>
}
