#include "engine/bridges.h"

#include <algorithm>
#include <utility>

namespace callbox::engine {

using board::ChannelIndex;

static_assert(kMaxMixMembers == media::kMaxMixMembers, "a mix of call control is one of media");

namespace {

constexpr const char *kNoChannelYet = "the far end has not chosen a channel yet";

size_t indexOf(const std::vector<MixMember> &members, Seizure seizure) {
    size_t index = 0;
    while (index < members.size() && members[index].seizure != seizure)
        ++index;
    return index;
}

} // namespace

std::string whyNoMix(const std::vector<MixMember> &members) {
    if (members.empty())
        return "a mix needs a member; kUnmix ends one";
    if (members.size() > kMaxMixMembers)
        return "a mix has at most " + std::to_string(kMaxMixMembers) + " members, not " +
               std::to_string(members.size());
    for (size_t n = 0; n < members.size(); n++) {
        const std::string who = "seizure " + std::to_string(members[n].seizure);
        if (indexOf(members, members[n].seizure) != n)
            return who + " is named twice in the mix";
        for (const Seizure heard : members[n].hears) {
            if (heard == members[n].seizure)
                return who + " cannot hear itself";
            if (indexOf(members, heard) == members.size())
                return who + " cannot hear seizure " + std::to_string(heard) +
                       ", which is no member of the mix";
        }
    }
    return "";
}

Bridges::Bridges(EventGate &gate, Seizures &seizures, MediaThread &media, Quiet quiet)
    : gate_(gate), seizures_(seizures), media_(media), quiet_(std::move(quiet)) {
    for (auto index = static_cast<uint32_t>(seizures.channelCount()); index-- > 0;)
        freeIndexes_.push_back(index);
}

const Use *Bridges::living(Seizure seizure) {
    const Use *use = seizures_.find(seizure);
    return use == nullptr || use->clearing ? nullptr : use;
}

void Bridges::failed(Seizure seizure, std::string reason) {
    Event event = eventOf(Event::Kind::kCommandFailed, seizure);
    event.reason = std::move(reason);
    gate_.emit(std::move(event));
}

// --- of two ---------------------------------------------------------------------------------

bool Bridges::bridge(const Command &command) {
    const Use *a = living(command.seizure);
    const Use *b = living(command.other);
    if (a == nullptr || b == nullptr) {
        if (const Use *left = a != nullptr ? a : b; left != nullptr)
            leave(*left);
        return false;
    }
    if (a == b || !a->channel || !b->channel) {
        failed(command.seizure, a == b ? "a seizure cannot be bridged with itself" : kNoChannelYet);
        return true;
    }
    unbridge(command.bridge);
    part(*a->channel);
    part(*b->channel);
    quiet_(*a->channel);
    quiet_(*b->channel);
    bridges_[command.bridge] = Bridge{*a->channel, *b->channel};
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kBridge;
    down.channel = *a->channel;
    down.other = *b->channel;
    media_.postAlways(std::move(down));
    return true;
}

bool Bridges::unbridge(uint32_t bridge) {
    const auto found = bridges_.find(bridge);
    if (found == bridges_.end())
        return false;
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kUnbridge;
    down.channel = found->second.a;
    bridges_.erase(found);
    media_.postAlways(std::move(down));
    return true;
}

// --- of more --------------------------------------------------------------------------------

bool Bridges::mix(const Command &command) {
    if (const std::string why = whyNoMix(command.members); !why.empty()) {
        for (const MixMember &member : command.members)
            failed(member.seizure, why);
        return true;
    }
    media::MixPlan plan;
    uint32_t place[kMaxMixMembers]; // in the plan, by place in the command
    bool allLive = true;
    for (size_t n = 0; n < command.members.size(); n++) {
        const Seizure seizure = command.members[n].seizure;
        const Use *use = living(seizure);
        allLive = allLive && use != nullptr;
        if (use != nullptr && !use->channel)
            failed(seizure, kNoChannelYet);
        place[n] = media::kMaxMixMembers;
        if (use == nullptr || !use->channel)
            continue;
        place[n] = plan.count;
        plan.members[plan.count++].channel = *use->channel;
    }
    for (size_t n = 0; n < command.members.size(); n++) {
        if (place[n] == media::kMaxMixMembers)
            continue;
        for (const Seizure heard : command.members[n].hears)
            if (const uint32_t at = place[indexOf(command.members, heard)]; at != media::kMaxMixMembers)
                plan.members[place[n]].hears |= uint32_t{1} << at;
    }
    if (plan.count == 0) // whoever was in it before leaves it none the less
        unmix(command.bridge);
    else
        replace(command.bridge, plan);
    return allLive;
}

void Bridges::replace(uint32_t mix, const media::MixPlan &plan) {
    std::vector<ChannelIndex> members;
    for (uint32_t n = 0; n < plan.count; n++) {
        if (const auto entry = mixOf(plan.members[n].channel); entry == mixes_.end() || entry->first != mix)
            part(plan.members[n].channel);
        quiet_(plan.members[n].channel);
        members.push_back(plan.members[n].channel);
    }
    // One that is in use keeps its index: media goes from what was to what is in one step.
    const auto found = mixes_.find(mix);
    const uint32_t index = found != mixes_.end() ? found->second.index : takeIndex();
    mixes_[mix] = Mix{index, std::move(members)};
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kMix;
    down.mix = index;
    down.mixPlan = std::make_unique<media::MixPlan>(plan);
    media_.postAlways(std::move(down));
}

bool Bridges::unmix(uint32_t mix) {
    const auto found = mixes_.find(mix);
    if (found == mixes_.end())
        return false;
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kUnmix;
    down.mix = found->second.index;
    forget(found);
    media_.postAlways(std::move(down));
    return true;
}

/// There is one: a channel is in one mix at most, and a mix has a member at least.
uint32_t Bridges::takeIndex() {
    const uint32_t index = freeIndexes_.back();
    freeIndexes_.pop_back();
    return index;
}

void Bridges::forget(Mixes::iterator mix) {
    freeIndexes_.push_back(mix->second.index);
    mixes_.erase(mix);
}

Bridges::Mixes::iterator Bridges::mixOf(ChannelIndex channel) {
    return std::find_if(mixes_.begin(), mixes_.end(), [channel](const auto &entry) {
        const std::vector<ChannelIndex> &members = entry.second.members;
        return std::find(members.begin(), members.end(), channel) != members.end();
    });
}

void Bridges::leave(const Use &use) {
    if (!use.channel)
        return;
    part(*use.channel);
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kLeave;
    down.channel = *use.channel;
    media_.postAlways(std::move(down));
}

/// Media takes a channel out of its bridge or mix by itself, when it joins another or is closed.
void Bridges::part(ChannelIndex channel) {
    const auto bridge = std::find_if(bridges_.begin(), bridges_.end(), [channel](const auto &entry) {
        return entry.second.a == channel || entry.second.b == channel;
    });
    if (bridge != bridges_.end())
        bridges_.erase(bridge);
    const auto mix = mixOf(channel);
    if (mix == mixes_.end())
        return;
    std::vector<ChannelIndex> &members = mix->second.members;
    members.erase(std::find(members.begin(), members.end(), channel));
    if (members.empty())
        forget(mix);
}

void Bridges::onSeizureEnd(const Use &use) {
    if (use.channel)
        part(*use.channel);
}

} // namespace callbox::engine
