// A bar that shows who holds how much of a memory.
#pragma once

#include <vector>

#include <QWidget>

namespace orfeas::ui {

/// One owner of memory.
struct MemoryShare {
    enum class Kind { Program, Job, Idle };
    QString owner; ///< as people read it
    qulonglong bytes = 0;
    Kind kind = Kind::Job;
};

/// Shares beside each other against the limit, and the sum in words. The tooltip and the accessible description name
/// every owner. UI thread.
class MemoryGauge : public QWidget {
    Q_OBJECT
public:
    explicit MemoryGauge(QWidget* parent = nullptr);

    void setShares(std::vector<MemoryShare> shares, qulonglong limit);
    QSize sizeHint() const override;
    QString text() const; ///< "2.1 of 6.0 GB"

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString details() const;

    std::vector<MemoryShare> m_shares;
    qulonglong m_limit = 0;
};

} // namespace orfeas::ui
