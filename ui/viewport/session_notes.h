// What the debug overlay tells of the program outside the renderer: jobs, kept results, memory for networks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <QObject>
#include <QTimer>

#include "render/measurements.h"

namespace orfeas::ui {

class JobModel;

/// Reads only while somebody looks, what lies on the disk in the background: the window never waits. UI thread.
class SessionNotes : public QObject {
    Q_OBJECT
public:
    explicit SessionNotes(QObject* parent = nullptr);

    void setWatched(bool on);
    std::shared_ptr<const render::MeasurementNotes> lines(const JobModel& jobs, float pixelRatio) const;

signals:
    void changed(); ///< the figures of the caches

private:
    void readCaches();

    QTimer m_timer;
    bool m_reading = false;
    std::vector<std::string> m_caches; ///< as last read
};

} // namespace orfeas::ui
