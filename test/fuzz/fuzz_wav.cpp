// A prompt's WAV file, as a technician may upload it.
#include <cstdlib>

#include "media/wav_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    std::string error;
    const auto prompt = callbox::media::parseWav(octets, count, error);
    const bool told = !error.empty();
    if ((prompt == nullptr) != told) // either a prompt or a reason
        std::abort();
    if (prompt && (prompt->alaw.empty() || prompt->alaw.size() > callbox::media::kMaxPromptSeconds * 8000u))
        std::abort();
    return 0;
}
