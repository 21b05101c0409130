// @ts-check
/** Test programs in C++. */
import { inRoot } from './places.mjs';
import { ProgramFailed, runProgram } from './run-program.mjs';

/** Where set-up built the addon: each room is compiled once for both, and what is tested is what the addon holds. */
export const nativeTestsFolder = inRoot('build/native');

/**
 * False, and the compiler's words are shown, if they cannot be built.
 * @param {string} target of CMake: native_tests, hardware_tests
 */
export async function buildNativeTests(target) {
  try {
    await runProgram('cmake', ['--build', nativeTestsFolder, '--target', target, '--parallel', '2']);
    return true;
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    console.error(`✗ C++: ${error.message}\n${error.tail.join('\n')}`);
    return false;
  }
}
