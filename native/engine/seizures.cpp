#include "engine/seizures.h"

#include <algorithm>
#include <utility>

namespace callbox::engine {

using board::ChannelIndex;

Event eventOf(Event::Kind kind, Seizure seizure) {
    Event event{};
    event.kind = kind;
    event.seizure = seizure;
    return event;
}

Seizures::Seizures(const std::vector<board::Channel> &channels, EventGate &gate, MediaThread &media)
    : channels_(channels), gate_(gate), media_(media), byChannel_(channels.size(), 0) {}

Seizure Seizures::nextIncoming() {
    do
        lastIncoming_ += 2; // stays odd when it wraps
    while (uses_.count(lastIncoming_) != 0);
    return lastIncoming_;
}

Use *Seizures::find(Seizure seizure) {
    const auto found = uses_.find(seizure);
    return found == uses_.end() ? nullptr : &found->second;
}

Use *Seizures::on(ChannelIndex channel) {
    return byChannel_[channel] == 0 ? nullptr : find(byChannel_[channel]);
}

std::optional<ChannelIndex> Seizures::bearer(int span, int timeslot) const {
    for (ChannelIndex index = 0; index < channels_.size(); index++)
        if (channels_[index].span == span && channels_[index].timeslot == timeslot &&
            channels_[index].kind == board::ChannelKind::kBearer)
            return index;
    return std::nullopt;
}

std::vector<Seizure> Seizures::onSpan(int span) const {
    std::vector<Seizure> found;
    for (const auto &[seizure, use] : uses_)
        if (use.span == span)
            found.push_back(seizure);
    std::sort(found.begin(), found.end());
    return found;
}

void Seizures::begin(Seizure seizure, int span) {
    Use &use = uses_[seizure];
    use.seizure = seizure;
    use.span = span;
}

void Seizures::occupy(Use &use, ChannelIndex channel) {
    if (use.channel && *use.channel != channel) { // the far end moved the call
        byChannel_[*use.channel] = 0;
        gate_.set(*use.channel, [](ChannelState &row) { row.seizure = 0; });
        silence(use);
    }
    use.channel = channel;
    byChannel_[channel] = use.seizure;
    MediaCommand open{};
    open.kind = MediaCommand::Kind::kOpen;
    open.channel = channel;
    open.seizure = use.seizure;
    media_.postAlways(std::move(open));
}

void Seizures::attach(Use &use, ChannelIndex channel, Event &&event) {
    occupy(use, channel);
    event.channel = channel;
    gate_.publish(
        channel, [&use](ChannelState &row) { row.seizure = use.seizure; }, std::move(event));
}

void Seizures::attach(Use &use, ChannelIndex channel) {
    occupy(use, channel);
    gate_.set(channel, [&use](ChannelState &row) { row.seizure = use.seizure; });
}

void Seizures::answered(Use &use, bool tell) {
    const auto mark = [](ChannelState &row) { row.answered = true; };
    if (!use.channel)
        return;
    if (tell)
        gate_.publish(*use.channel, mark, eventOf(Event::Kind::kAnswered, use.seizure));
    else
        gate_.set(*use.channel, mark);
}

void Seizures::silence(Use &use) {
    if (!use.channel)
        return;
    MediaCommand close{};
    close.kind = MediaCommand::Kind::kClose;
    close.channel = *use.channel;
    media_.postAlways(std::move(close));
}

void Seizures::startClearing(Use &use) {
    use.clearing = true;
    onEnd_(use);
    silence(use);
}

void Seizures::end(Seizure seizure, int cause, ClearedBy by) {
    const auto found = uses_.find(seizure);
    if (found == uses_.end())
        return;
    Use use = found->second;
    if (!use.clearing)
        startClearing(use);
    uses_.erase(found);
    Event cleared = eventOf(Event::Kind::kCleared, seizure);
    cleared.cause = cause;
    cleared.by = by;
    if (!use.channel) {
        gate_.emit(std::move(cleared));
        return;
    }
    byChannel_[*use.channel] = 0;
    cleared.channel = *use.channel;
    gate_.publish(
        *use.channel,
        [](ChannelState &row) {
            row.seizure = 0;
            row.answered = false;
        },
        std::move(cleared));
}

void Seizures::refuse(Seizure seizure, int cause, ClearedBy by) {
    Event cleared = eventOf(Event::Kind::kCleared, seizure);
    cleared.cause = cause;
    cleared.by = by;
    gate_.emit(std::move(cleared));
}

} // namespace callbox::engine
