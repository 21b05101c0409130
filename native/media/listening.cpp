#include "media/listening.h"

#include <algorithm>
#include <utility>

#include "media/media.h"

namespace callbox::media {

Listening::Listening(const dsp::TonePlan &plan, const dsp::ProgressTables &progress)
    : plan_(plan), progress_(progress) {}

void Listening::makeLine(bool countryTones) {
    line_ = std::make_unique<dsp::HangupDetector>();
    if (countryTones)
        line_->listenFor(plan_);
}

void Listening::open() { expectDialTone(); }

void Listening::close(ChannelIndex channel, Output &output) {
    watched_ = 0;
    if (capture_ != nullptr)
        output.captured(channel, std::move(capture_));
}

bool Listening::watch(uint8_t what) {
    if ((what & ~kHearAll) != 0)
        return false;
    watched_ = what;
    if ((what & kHearProgress) != 0)
        progress_.restart();
    if ((what & kHearData) != 0)
        data_.restart();
    if ((what & kHearAnswerer) != 0)
        answerer_ = dsp::AnswererDetector();
    if ((what & kHearLevel) != 0)
        level_ = dsp::LevelMeter();
    return true;
}

bool Listening::setHangupTone(const dsp::HangupTone &tone) {
    return line_ != nullptr && line_->listenFor(tone);
}

void Listening::expectDialTone(bool expected) {
    if (line_ != nullptr)
        line_->restart(expected);
}

bool Listening::capture(std::unique_ptr<Capture> &&capture) {
    if (line_ == nullptr || capture_ != nullptr || capture == nullptr || capture->full())
        return false;
    capture_ = std::move(capture);
    return true;
}

void Listening::hear(ChannelIndex channel, const int16_t *samples, int count, Output &output) {
    if ((watched_ & kHearProgress) != 0)
        hearProgress(channel, samples, count, output);
    dsp::DataTone tone{};
    if ((watched_ & kHearData) != 0 && data_.process(samples, count, tone))
        output.dataTone(channel, tone);
    if ((watched_ & kHearAnswerer) != 0)
        hearAnswerer(channel, samples, count, output);
    if ((watched_ & kHearLevel) != 0)
        meterLevel(channel, samples, count, output);
    if (capture_ != nullptr)
        fill(channel, samples, count, output);
    else if (line_ != nullptr && line_->process(samples, count))
        output.hangupHeard(channel);
}

void Listening::hearProgress(ChannelIndex channel, const int16_t *samples, int count, Output &output) {
    dsp::ProgressEvent events[dsp::CallProgress::kMaxEvents];
    const int happened = progress_.process(samples, count, events);
    for (int i = 0; i < happened; ++i)
        output.progressTone(channel, events[i]);
}

void Listening::hearAnswerer(ChannelIndex channel, const int16_t *samples, int count, Output &output) {
    const dsp::AnswererNews news = answerer_.process(samples, count);
    if (news.answer != dsp::Answer::kNone)
        output.answerer(channel, news);
}

void Listening::meterLevel(ChannelIndex channel, const int16_t *samples, int count, Output &output) {
    dsp::LevelReading reading;
    if (level_.process(samples, count, reading))
        output.level(channel, reading);
}

void Listening::fill(ChannelIndex channel, const int16_t *samples, int count, Output &output) {
    const size_t piece = std::min(static_cast<size_t>(count), capture_->samples.size() - capture_->filled);
    std::copy_n(samples, piece, capture_->samples.begin() + static_cast<long>(capture_->filled));
    capture_->filled += piece;
    if (!capture_->full())
        return;
    output.captured(channel, std::move(capture_));
    expectDialTone();
}

} // namespace callbox::media
