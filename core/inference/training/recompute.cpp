#include "core/inference/training/recompute.h"

#include <utility>

#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/custom_class.h>

namespace orfeas::inference {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

// What a node of the graph may carry beside tensors.
struct SegmentHolder : torch::CustomClassHolder {
    explicit SegmentHolder(Segment held) : body(std::move(held)) {}
    Segment body;
};

struct Recompute : torch::autograd::Function<Recompute> {
    // As a TensorList, the one form of list whose tensors apply() sees.
    static Variable forward(AutogradContext* context, const c10::intrusive_ptr<SegmentHolder>& holder,
                            at::TensorList inputs) {
        context->save_for_backward(inputs.vec());
        context->saved_data["body"] = c10::IValue::make_capsule(holder);
        return holder->body(inputs.vec()); // gradients are off here
    }

    static variable_list backward(AutogradContext* context, const variable_list& above) {
        const auto holder =
            c10::static_intrusive_pointer_cast<SegmentHolder>(context->saved_data["body"].toCapsule());
        std::vector<at::Tensor> inputs;
        variable_list wanted;
        for (const Variable& saved : context->get_saved_variables()) {
            inputs.push_back(saved.detach().requires_grad_(saved.requires_grad()));
            if (saved.requires_grad()) wanted.push_back(inputs.back());
        }
        variable_list found;
        {
            const at::AutoGradMode on(true);
            const at::Tensor again = holder->body(inputs);
            found = torch::autograd::grad({again}, wanted, {above[0]}, {}, false, true);
        }
        variable_list gradients{Variable()}; // of the body, which has none
        std::size_t next = 0;
        for (const at::Tensor& input : inputs)
            gradients.push_back(input.requires_grad() ? found[next++] : Variable());
        return gradients;
    }
};

} // namespace

at::Tensor recomputed(const Segment& body, const std::vector<at::Tensor>& inputs) {
    if (!at::GradMode::is_enabled()) return body(inputs);
    return Recompute::apply(c10::make_intrusive<SegmentHolder>(body), at::TensorList(inputs));
}

} // namespace orfeas::inference
