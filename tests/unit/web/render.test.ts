import { describe, expect, test } from 'vitest'
import { renderChange, renderMessages } from '../../../bots/web/render.js'

const at = new Date('2026-11-23T10:00:00Z')
const row = { slot: 's', seq: 3, createdSeq: 2, author: 'booth', at }

describe('a stored message', () => {
  test('comes to the page with addresses of its pictures', () => {
    const body = {
      text: 'Here you are',
      buttons: [[{ action: 'again', label: 'Again', tone: 'primary' }]],
      images: [{ imageId: 'abc', alt: 'You in oil', width: 1024, height: 1280, mime: 'image/jpeg' }],
      progress: { done: 0.5 },
    }
    expect(renderChange({ ...row, body })).toEqual({
      slot: 's',
      seq: 3,
      place: 2,
      author: 'booth',
      at: '2026-11-23T10:00:00.000Z',
      text: 'Here you are',
      photos: 0,
      buttons: [[{ action: 'again', label: 'Again', tone: 'primary' }]],
      images: [
        {
          id: 'abc',
          url: '/images/abc',
          download: '/images/abc?download',
          alt: 'You in oil',
          width: 1024,
          height: 1280,
        },
      ],
      progress: { done: 0.5 },
    })
  })

  test('shows ways to pay as links, and none that the page cannot follow', () => {
    const pay = (what: unknown) => ({ action: 'buy', label: 'Buy', tone: 'primary', pay: what })
    const body = {
      text: 'Credits',
      buttons: [
        [
          pay({ rail: 'stripe', url: 'https://checkout.stripe.com/c/pay/cs_test_1' }),
          pay({ rail: 'stripe', url: 'javascript:alert(1)' }),
          pay({ rail: 'stars', paymentId: 'p', title: 't', description: 'd', amount: 1, monthly: false }),
        ],
        [pay({ rail: 'discord', sku: '1' })],
        [pay('something newer'), { action: 'back', label: 'Back' }],
      ],
    }
    const href = 'https://checkout.stripe.com/c/pay/cs_test_1'
    expect(renderChange({ ...row, body })).toMatchObject({
      buttons: [
        [{ action: 'buy', label: 'Buy', tone: 'primary', href }],
        [{ action: 'back', label: 'Back' }],
      ],
    })
  })

  test('of an older or newer version is shown as far as it is understood', () => {
    const body = { text: 'hi', buttons: 'none yet', progress: { done: 7 }, sparkle: true }
    expect(renderChange({ ...row, body })).toMatchObject({
      text: 'hi',
      buttons: [],
      images: [],
      progress: { done: null },
    })
  })

  test('with a picture that names another place shows no picture', () => {
    const body = {
      text: 'hi',
      images: [{ imageId: '../../api/chat', alt: '', width: 1, height: 1, mime: 'image/jpeg' }],
    }
    expect(renderChange({ ...row, body })).toMatchObject({ images: [] })
  })

  test('that was deleted is gone, also from the page of history', () => {
    expect(renderChange({ ...row, body: null })).toEqual({ slot: 's', seq: 3, gone: true })
    expect(
      renderMessages([
        { ...row, body: null },
        { ...row, body: 'rubbish' },
      ]),
    ).toEqual([])
  })
})
