// The thread that writes recordings: the only one that waits for the disk while calls go on.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/event_gate.h"
#include "engine/inbox.h"
#include "engine/inheriting_mutex.h"
#include "engine/notice.h"
#include "engine/wake_fd.h"
#include "media/media.h"
#include "media/wav_writer.h"

namespace callbox::engine {

/// begin, block and end of one recording come in this order (the caller's); each recording begun
/// ends in exactly one kRecordingEnded event, and a kRecordingGone notice.
class WriterThread {
  public:
    WriterThread(EventGate &gate, Inbox<Notice> &notices, WakeFd &noticesWake);
    ~WriterThread();

    void start();
    /// Writes what waits, completes every file, ends the thread.
    void stop();
    /// The blocks' home; set before the first block comes.
    void setPool(media::BlockPool *pool) { pool_ = pool; }

    // --- any thread; neither waits for the disk nor fails ---------------------------------
    /// Makes the folders (mode 0750) and the file; `name` is call control's own id.
    void begin(media::RecordingId recording, std::string name, std::string path);
    void block(media::RecordingBlock *block);
    void end(media::RecordingId recording, media::RecordingEnd reason, uint64_t lostAfter);

    uint64_t cpuUs();

  private:
    struct Item {
        enum class Kind : uint8_t { kBegin, kBlock, kEnd } kind{};
        media::RecordingId recording = 0;
        std::string name, path;
        media::RecordingBlock *block = nullptr;
        media::RecordingEnd reason{};
        uint64_t lostAfter = 0;
    };
    struct File {
        std::string name;
        media::WavWriter writer;
    };

    void post(Item &&item, bool urgent);
    void run();
    void handle(Item &item);
    void beginFile(Item &item);
    void writeBlock(media::RecordingBlock &block);
    void endFile(media::RecordingId recording, const char *reason);
    void openDevice(const std::string &folder);
    void syncDevices();

    EventGate &gate_;
    Inbox<Notice> &notices_;
    WakeFd &noticesWake_;
    media::BlockPool *pool_ = nullptr;

    InheritingMutex mutex_; // guards what follows
    std::condition_variable_any came_;
    std::vector<Item> waiting_;
    bool urgent_ = false; // a file is to be made or completed; blocks wait for kBlocksEveryMs
    bool stopping_ = false;

    // Writer thread only.
    std::map<media::RecordingId, File> files_;
    std::map<dev_t, int> devices_; // an open folder per file system that has recordings, for syncfs
    int64_t lastSyncUs_ = 0;
    bool unsynced_ = false;

    std::atomic<uint64_t> cpuUsAtEnd_{0};
    std::thread thread_;
};

} // namespace callbox::engine
