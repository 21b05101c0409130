#include "media/bit_tests.h"

namespace callbox::media {

using board::ChannelIndex;

BitTests::BitTests(size_t channels, BitTestOutput &output) : output_(output), tests_(channels) {}

bool BitTests::start(ChannelIndex channel) {
    if (channel >= tests_.size() || tests_[channel])
        return false;
    tests_[channel] = std::make_unique<Test>(); // once, when a technician asks for it
    ++running_;
    return true;
}

bool BitTests::stop(ChannelIndex channel) {
    if (!runs(channel))
        return false;
    BitTestResult last = resultOf(*tests_[channel]);
    last.ended = true;
    tests_[channel].reset();
    --running_;
    output_.bitTest(channel, last);
    return true;
}

BitTestResult BitTests::resultOf(const Test &test) const {
    BitTestResult result;
    result.inSync = test.checker.inSync();
    result.bits = test.checker.bits();
    result.errors = test.checker.errors();
    result.lossesOfSync = test.checker.lossesOfSync();
    return result;
}

void BitTests::process(board::Board &board) {
    const int samples = board.blockSamples();
    for (ChannelIndex channel = 0; any() && channel < tests_.size(); ++channel) {
        Test *test = tests_[channel].get();
        if (test == nullptr)
            continue;
        test->checker.hear(board.rx(channel), static_cast<size_t>(samples));
        test->generator.fill(board.tx(channel), static_cast<size_t>(samples));
        test->samplesToReport -= samples;
        if (test->samplesToReport > 0)
            continue;
        test->samplesToReport += board::kSampleRateHz;
        output_.bitTest(channel, resultOf(*test));
    }
}

} // namespace callbox::media
