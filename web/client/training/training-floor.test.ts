import { describe, expect, it } from 'vitest';
import { addressOf, markedText, onTrainingFloor } from './training-floor.js';

describe('the way back to the real floor', () => {
  it('is on the host name by which the training was reached', () => {
    expect(addressOf({ scheme: 'https', port: 443 }, 'box.example')).toBe('https://box.example/');
    expect(addressOf({ scheme: 'http', port: 80 }, '10.0.0.7')).toBe('http://10.0.0.7/');
    expect(addressOf({ scheme: 'http', port: 8080 }, 'localhost')).toBe('http://localhost:8080/');
    expect(addressOf({ scheme: 'https', port: 80 }, '[fe80::1]')).toBe('https://[fe80::1]:80/');
  });

  it('is not shown where the server does not tell it', () => {
    expect(addressOf(undefined, 'box.example')).toBeNull();
  });
});

describe('text that leaves the page', () => {
  it('says on the training floor alone that it is of a training', () => {
    expect(markedText('Our E1 has a fault.')).toBe('Our E1 has a fault.');
    onTrainingFloor.value = true;
    expect(markedText('Our E1 has a fault.')).toMatch(/^【培训】 .*模拟.*\nOur E1 has a fault\.$/);
    onTrainingFloor.value = false;
  });
});
