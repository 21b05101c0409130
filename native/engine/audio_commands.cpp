#include "engine/audio_commands.h"

#include <utility>

namespace callbox::engine {

using board::ChannelIndex;
using Kind = Command::Kind;

AudioCommands::AudioCommands(EventGate &gate, Seizures &seizures, MediaThread &media, WriterThread &writer,
                             PromptStore &prompts, Quiet quiet)
    : gate_(gate), seizures_(seizures), media_(media), writer_(writer), prompts_(prompts),
      quiet_(std::move(quiet)) {}

void AudioCommands::onSeizure(const Use &use, Command &&command) {
    MediaCommand down{};
    down.channel = *use.channel;
    switch (command.kind) {
    case Kind::kPlay:
        play(use, std::move(command));
        return;
    case Kind::kStopPlay:
        stopPlay(use, command.play);
        return;
    case Kind::kRecord:
        record(use, std::move(command));
        return;
    case Kind::kSendDigits:
        down.kind = MediaCommand::Kind::kSendDigits;
        down.digits = std::move(command.digits);
        break;
    case Kind::kWatch:
        down.kind = MediaCommand::Kind::kWatch;
        down.watch = command.watch;
        break;
    case Kind::kTap:
        down.kind = MediaCommand::Kind::kTap;
        break;
    case Kind::kUntap:
        down.kind = MediaCommand::Kind::kUntap;
        break;
    case Kind::kTalk:
        down.kind = MediaCommand::Kind::kTalk;
        down.audio = std::move(command.audio);
        break;
    default:
        return;
    }
    post(use, std::move(down));
}

bool AudioCommands::post(const Use &use, MediaCommand &&command) {
    if (media_.post(std::move(command)))
        return true;
    failed(use.seizure, "too many commands wait for the card's next block");
    return false;
}

void AudioCommands::failed(Seizure seizure, std::string reason) {
    Event event = eventOf(Event::Kind::kCommandFailed, seizure);
    event.reason = std::move(reason);
    gate_.emit(std::move(event));
}

// --- plays ----------------------------------------------------------------------------------

void AudioCommands::play(const Use &use, Command &&command) {
    endPending(use.seizure, "replaced");
    quiet_(*use.channel);
    PlayRequest request;
    std::string error;
    if (!readSources(command, request, error)) {
        failed(use.seizure, std::move(error));
        playEnded(use.seizure, command.play, "bad-file");
        return;
    }
    if (prompts_.fillFromMemory(request)) {
        playNow(use.seizure, *use.channel, std::move(request.list));
        return;
    }
    request.token = ++lastToken_;
    pending_[use.seizure] = Pending{request.token, command.play};
    if (prompts_.fetch(std::move(request)))
        return;
    failed(use.seizure, "too many prompts are being read from the disk");
    endPending(use.seizure, "bad-file");
}

bool AudioCommands::readSources(const Command &command, PlayRequest &request, std::string &error) const {
    request.list = std::make_unique<media::PlayList>();
    request.list->play = command.play;
    request.list->loop = command.loop;
    if (command.sources.empty() || command.sources.size() > media::kMaxPlayItems) {
        error = "a play list has 1 to " + std::to_string(media::kMaxPlayItems) + " sources";
        return false;
    }
    for (const Source &source : command.sources) {
        media::PlayItem item;
        item.ms = source.ms;
        item.kind = source.kind == Source::Kind::kFile   ? media::PlayItem::Kind::kPrompt
                    : source.kind == Source::Kind::kTone ? media::PlayItem::Kind::kTone
                                                         : media::PlayItem::Kind::kSilence;
        if (source.kind == Source::Kind::kTone && !dsp::toneByName(source.value.c_str(), item.tone)) {
            error = "no tone is called '" + source.value + "'";
            return false;
        }
        request.list->items.push_back(std::move(item));
        request.paths.push_back(source.kind == Source::Kind::kFile ? source.value : "");
    }
    return true;
}

void AudioCommands::playNow(Seizure seizure, ChannelIndex channel, std::unique_ptr<media::PlayList> &&list) {
    const uint32_t play = list->play;
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kPlay;
    down.channel = channel;
    down.list = std::move(list);
    if (media_.post(std::move(down)))
        return;
    failed(seizure, "too many commands wait for the card's next block");
    playEnded(seizure, play, "stopped");
}

void AudioCommands::stopPlay(const Use &use, uint32_t play) {
    const auto found = pending_.find(use.seizure);
    if (found != pending_.end() && found->second.play == play) {
        endPending(use.seizure, "stopped");
        return;
    }
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kStopPlay;
    down.channel = *use.channel;
    down.play = play;
    media_.postAlways(std::move(down));
}

void AudioCommands::endPending(Seizure seizure, const char *reason) {
    const auto found = pending_.find(seizure);
    if (found == pending_.end())
        return;
    const uint32_t play = found->second.play;
    pending_.erase(found);
    playEnded(seizure, play, reason);
}

void AudioCommands::playEnded(Seizure seizure, uint32_t play, const char *reason) {
    Event event = eventOf(Event::Kind::kPlayEnded, seizure);
    event.play = play;
    event.reason = reason;
    gate_.emit(std::move(event));
}

void AudioCommands::onNotice(Notice &&notice) {
    if (notice.kind == Notice::Kind::kRecordingGone) {
        for (auto entry = recordings_.begin(); entry != recordings_.end(); ++entry) {
            if (entry->second.id != notice.recording)
                continue;
            MediaCommand stop{}; // the disk was full: media need not go on
            stop.kind = MediaCommand::Kind::kStopRecord;
            stop.channel = entry->second.channel;
            stop.recording = notice.recording;
            media_.postAlways(std::move(stop));
            recordings_.erase(entry);
            return;
        }
        return;
    }
    if (notice.kind != Notice::Kind::kPlayLoaded)
        return; // kSpent: its list is destroyed with it
    for (const auto &[seizure, pending] : pending_) {
        if (pending.token != notice.token)
            continue;
        const Seizure owner = seizure;
        const Use *use = seizures_.find(owner);
        if (!notice.error.empty()) {
            failed(owner, std::move(notice.error));
            endPending(owner, "bad-file");
            return;
        }
        pending_.erase(owner);
        if (use != nullptr && use->channel)
            playNow(owner, *use->channel, std::move(notice.list));
        return;
    }
}

// --- recordings -----------------------------------------------------------------------------

void AudioCommands::record(const Use &use, Command &&command) {
    if (recordings_.count(command.recording) != 0) {
        failed(use.seizure, "recording '" + command.recording + "' is being written already");
        return;
    }
    for (const auto &[name, recording] : recordings_) {
        if (recording.channel != *use.channel)
            continue;
        failed(use.seizure, "this seizure is being recorded already, as '" + name + "'");
        recordingEnded(command.recording, "write-error");
        return;
    }
    if (command.path.empty() || command.path[0] != '/') {
        failed(use.seizure, "a recording's path must be absolute");
        recordingEnded(command.recording, "write-error");
        return;
    }
    const Recording recording{++lastRecording_, *use.channel};
    writer_.begin(recording.id, command.recording, std::move(command.path));
    recordings_[command.recording] = recording;
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kRecord;
    down.channel = recording.channel;
    down.recording = recording.id;
    media_.postAlways(std::move(down));
}

bool AudioCommands::stopRecord(const std::string &name) {
    const auto found = recordings_.find(name);
    if (found == recordings_.end())
        return false;
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kStopRecord;
    down.channel = found->second.channel;
    down.recording = found->second.id;
    recordings_.erase(found);
    media_.postAlways(std::move(down));
    return true;
}

bool AudioCommands::pauseRecord(const std::string &name, bool on) {
    const auto found = recordings_.find(name);
    if (found == recordings_.end())
        return false;
    MediaCommand down{};
    down.kind = MediaCommand::Kind::kPauseRecord;
    down.channel = found->second.channel;
    down.recording = found->second.id;
    down.on = on;
    media_.postAlways(std::move(down));
    return true;
}

void AudioCommands::recordTooLate(const Command &command) {
    if (recordings_.count(command.recording) == 0)
        recordingEnded(command.recording, "cleared");
}

void AudioCommands::recordingEnded(const std::string &recording, const char *reason) {
    Event event = eventOf(Event::Kind::kRecordingEnded, 0);
    event.recording = recording;
    event.reason = reason;
    gate_.emit(std::move(event));
}

void AudioCommands::onSeizureEnd(const Use &use) {
    endPending(use.seizure, "cleared");
    if (!use.channel)
        return;
    for (auto entry = recordings_.begin(); entry != recordings_.end();)
        if (entry->second.channel == *use.channel)
            entry = recordings_.erase(entry); // media ends it when the channel is closed
        else
            ++entry;
}

} // namespace callbox::engine
