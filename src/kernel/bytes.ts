/**
 * Gives memory back now instead of at some later collection: buffers of megabytes that come and go otherwise make V8
 * mark the whole heap again and again. Every view of it becomes empty. A view of only a piece of its ArrayBuffer is
 * left alone: the rest may be somebody else's, as in Node's shared pool.
 */
export function discardBytes(bytes: ArrayBufferView | ArrayBufferLike): void {
  if (!ArrayBuffer.isView(bytes)) discard(bytes);
  else if (bytes.byteLength === bytes.buffer.byteLength) discard(bytes.buffer);
}

function discard(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}
