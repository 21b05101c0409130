// @ts-check
/** Test programs in C++. */
import { dropForeignBuild } from './builds.mjs';
import { inRoot, root } from './places.mjs';
import { findProgram, ProgramFailed, runProgram } from './run-program.mjs';

export const nativeTestsFolder = inRoot('build/native-tests');

/**
 * False, and the compiler's words are shown, if they cannot be built.
 * @param {string} target of CMake: native_tests, hardware_tests
 */
export async function buildNativeTests(target) {
  const generator = (await findProgram('ninja')) ? 'Ninja' : 'Unix Makefiles';
  dropForeignBuild(nativeTestsFolder, generator);
  try {
    await runProgram('cmake', ['-S', root, '-B', nativeTestsFolder, '-G', generator]);
    await runProgram('cmake', ['--build', nativeTestsFolder, '--target', target, '--parallel', '2']);
    return true;
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    console.error(`✗ C++: ${error.message}\n${error.tail.join('\n')}`);
    return false;
  }
}
