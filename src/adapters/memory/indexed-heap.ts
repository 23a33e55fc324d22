/** An item keeps its own place in the heap, so that it can be taken out of the middle in O(log n). */
export interface HeapItem {
  heapIndex: number
}

export interface IndexedHeap<T extends HeapItem> {
  readonly size: number
  peek(): T | undefined
  push(item: T): void
  /** The item must be in this heap. */
  remove(item: T): void
}

/** A binary heap; `goesBefore` must be a strict order. An item is in one heap at a time. */
export function createIndexedHeap<T extends HeapItem>(
  goesBefore: (left: T, right: T) => boolean,
): IndexedHeap<T> {
  const items: T[] = []

  const put = (item: T, index: number) => {
    items[index] = item
    item.heapIndex = index
  }

  const siftUp = (item: T) => {
    let index = item.heapIndex
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = items[parentIndex]
      if (parent === undefined || !goesBefore(item, parent)) break
      put(parent, index)
      index = parentIndex
    }
    put(item, index)
  }

  const siftDown = (item: T) => {
    let index = item.heapIndex
    for (;;) {
      const left = items[2 * index + 1]
      const right = items[2 * index + 2]
      if (left === undefined) break
      const child = right !== undefined && goesBefore(right, left) ? right : left
      if (!goesBefore(child, item)) break
      const childIndex = child.heapIndex
      put(child, index)
      index = childIndex
    }
    put(item, index)
  }

  return {
    get size() {
      return items.length
    },
    peek: () => items[0],
    push: (item) => {
      put(item, items.length)
      siftUp(item)
    },
    remove: (item) => {
      const last = items.pop()
      if (last === undefined || last === item) return
      put(last, item.heapIndex)
      siftUp(last)
      siftDown(last)
    },
  }
}
