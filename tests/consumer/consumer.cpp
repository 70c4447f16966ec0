// The header in a C++ program.
#include <handout.h>

int main() {
  handout_verdict verdict = {};
  handout_model *model = nullptr;
  handout_status status = handout_model_default(&model, nullptr);
  handout_model_free(model);
  return (status == HANDOUT_OK || status == HANDOUT_BAD_MODEL) && !verdict.unsure ? 0 : 1;
}
