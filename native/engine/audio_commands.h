// What call control wants heard and kept: plays, digits, recordings, taps. Checks the
// seizures, then hands on to media, writer and prompt store. Signalling thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>

#include "engine/event_gate.h"
#include "engine/media_thread.h"
#include "engine/prompt_store.h"
#include "engine/seizures.h"
#include "engine/writer_thread.h"

namespace callbox::engine {

class AudioCommands {
  public:
    /// `quiet` ends a telephone's dial tone.
    using Quiet = std::function<void(board::ChannelIndex)>;
    AudioCommands(EventGate &gate, Seizures &seizures, MediaThread &media, WriterThread &writer,
                  PromptStore &prompts, Quiet quiet);

    /// Commands of one live seizure that has a channel.
    void onSeizure(const Use &use, Command &&command);
    bool stopRecord(const std::string &recording);
    bool pauseRecord(const std::string &recording, bool on);
    /// A recording asked for on a seizure that has ended: told at once, for a ledger waits for it.
    void recordTooLate(const Command &command);
    void onNotice(Notice &&notice);
    /// Undoes what hangs on the seizure; media itself ends its plays and recordings on close.
    void onSeizureEnd(const Use &use);

  private:
    struct Recording {
        media::RecordingId id = 0;
        board::ChannelIndex channel = 0;
    };
    struct Pending { // a play list whose prompts are being fetched
        uint64_t token = 0;
        uint32_t play = 0;
    };

    void play(const Use &use, Command &&command);
    bool readSources(const Command &command, PlayRequest &request, std::string &error) const;
    void stopPlay(const Use &use, uint32_t play);
    void playNow(Seizure seizure, board::ChannelIndex channel, std::unique_ptr<media::PlayList> &&list);
    void endPending(Seizure seizure, const char *reason);
    void playEnded(Seizure seizure, uint32_t play, const char *reason);
    void record(const Use &use, Command &&command);
    void recordingEnded(const std::string &recording, const char *reason);
    void failed(Seizure seizure, std::string reason);
    /// False, and told, if media is too far behind.
    bool post(const Use &use, MediaCommand &&command);

    EventGate &gate_;
    Seizures &seizures_;
    MediaThread &media_;
    WriterThread &writer_;
    PromptStore &prompts_;
    Quiet quiet_;
    std::map<std::string, Recording> recordings_;  // at most one a channel
    std::unordered_map<Seizure, Pending> pending_; // at most one a seizure
    media::RecordingId lastRecording_ = 0;
    uint64_t lastToken_ = 0;
};

} // namespace callbox::engine
