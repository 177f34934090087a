// Two or three choices side by side, all readable at once.
#pragma once

#include <QStringList>
#include <QWidget>

namespace orfeas::ui {

/// Arrow keys move, the wheel too while focused. Announced as a list of choices with the chosen one as its value.
class SegmentedControl : public QWidget {
    Q_OBJECT
public:
    explicit SegmentedControl(const QStringList& labels, QWidget* parent = nullptr);

    int currentIndex() const { return m_current; }
    int count() const { return static_cast<int>(m_labels.size()); }
    void setCurrentIndex(int index); ///< silent
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// Whether all labels fit side by side in so many pixels.
    static bool fits(const QStringList& labels, int width);

signals:
    void chosen(int index); ///< by the user

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF segment(int index) const;
    int indexAt(const QPointF& position) const;
    void choose(int index);

    QStringList m_labels;
    int m_current = 0;
    int m_hovered = -1;
};

} // namespace orfeas::ui
