// The kernel's side of the GPIO character device, for tests: the structs are those of linux/gpio.h as the C compiler lays them out, the checks
// are those that the kernel makes of a request. Lines are files: a pipe whose events are struct gpio_v2_line_event.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINES 8

static struct line {
  int request, events, level;
  __u64 flags;
  __u32 debounce, sequence;
  char consumer[GPIO_MAX_NAME_SIZE];
} lines[LINES];

static int bias_missing;

static int zero(const void *bytes, size_t size) {
  const char *b = bytes;
  for (size_t i = 0; i < size; i++)
    if (b[i]) return 0;
  return 1;
}

static int taken(struct line *line) {
  if (!line->request) return line->consumer[0] != 0;
  struct pollfd end = {.fd = line->events, .events = POLLOUT};
  poll(&end, 1, 0);
  if (!(end.revents & POLLERR)) return 1;
  close(line->events);
  line->request = line->events = 0;
  line->flags &= ~(GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING);
  line->consumer[0] = 0;
  return 0;
}

static int configure(struct line *line, const struct gpio_v2_line_config *config) {
  __u64 f = config->flags;
  if (config->num_attrs > GPIO_V2_LINE_NUM_ATTRS_MAX || !zero(config->padding, sizeof config->padding)) return EINVAL;
  if ((f & GPIO_V2_LINE_FLAG_INPUT) && (f & GPIO_V2_LINE_FLAG_OUTPUT)) return EINVAL;
  __u64 edges = GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING;
  if ((f & edges) && !(f & GPIO_V2_LINE_FLAG_INPUT)) return EINVAL;
  __u64 bias = f & (GPIO_V2_LINE_FLAG_BIAS_PULL_UP | GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN | GPIO_V2_LINE_FLAG_BIAS_DISABLED);
  if (bias & (bias - 1)) return EINVAL;
  if (bias && !(f & (GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_OUTPUT))) return EINVAL;
  if (bias && bias_missing) return EOPNOTSUPP;
  if (f & ~(__u64)0x7ff || f & GPIO_V2_LINE_FLAG_USED) return EINVAL;
  int level = 0;
  for (__u32 i = 0; i < config->num_attrs; i++) {
    const struct gpio_v2_line_config_attribute *a = &config->attrs[i];
    if (a->attr.padding || a->mask != 1) return EINVAL;
    if (a->attr.id == GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES) level = a->attr.values & 1;
    else if (a->attr.id == GPIO_V2_LINE_ATTR_ID_DEBOUNCE) {
      if (!(f & GPIO_V2_LINE_FLAG_INPUT)) return EINVAL;
      line->debounce = a->attr.debounce_period_us;
    } else return EINVAL;
  }
  if (!f) return 0;
  line->flags = f;
  if (f & GPIO_V2_LINE_FLAG_OUTPUT) line->level = level;
  return 0;
}

static int get_line(struct gpio_v2_line_request *r) {
  if (r->num_lines != 1 || !zero(r->padding, sizeof r->padding) || r->offsets[0] >= LINES) return EINVAL;
  if (strnlen(r->consumer, sizeof r->consumer) == sizeof r->consumer) return EINVAL;
  struct line *line = &lines[r->offsets[0]];
  if (taken(line)) return EBUSY;
  int error = configure(line, &r->config), pipes[2];
  if (error) return error;
  if (pipe2(pipes, O_CLOEXEC)) return errno;
  line->request = r->fd = pipes[0];
  line->events = pipes[1];
  line->sequence = 0;
  memcpy(line->consumer, r->consumer, sizeof line->consumer);
  return 0;
}

static int chip(unsigned long request, void *argument) {
  switch (request) {
    case GPIO_GET_CHIPINFO_IOCTL: {
      struct gpiochip_info *info = argument;
      memset(info, 0, sizeof *info);
      strcpy(info->name, "gpiochip7");
      strcpy(info->label, "peer in C");
      info->lines = LINES;
      return 0;
    }
    case GPIO_V2_GET_LINEINFO_IOCTL: {
      struct gpio_v2_line_info *info = argument;
      if (!zero(info->padding, sizeof info->padding) || info->offset >= LINES) return EINVAL;
      struct line *line = &lines[info->offset];
      __u32 offset = info->offset;
      memset(info, 0, sizeof *info);
      info->offset = offset;
      snprintf(info->name, sizeof info->name, "K%u", offset + 1);
      info->flags = line->flags | (taken(line) ? GPIO_V2_LINE_FLAG_USED : 0);
      memcpy(info->consumer, line->consumer, sizeof info->consumer);
      return 0;
    }
    case GPIO_V2_GET_LINE_IOCTL:
      return get_line(argument);
    default:
      return ENOTTY;
  }
}

/// 0, or the error number.
int peer_ioctl(int file, unsigned long request, void *argument) {
  for (int i = 0; i < LINES; i++) {
    struct line *line = &lines[i];
    if (line->request != file || !file) continue;
    struct gpio_v2_line_values *values = argument;
    switch (request) {
      case GPIO_V2_LINE_SET_CONFIG_IOCTL:
        return configure(line, argument);
      case GPIO_V2_LINE_GET_VALUES_IOCTL:
        if (values->mask != 1) return EINVAL;
        values->bits = line->level;
        return 0;
      case GPIO_V2_LINE_SET_VALUES_IOCTL:
        if (values->mask != 1) return EINVAL;
        if (!(line->flags & GPIO_V2_LINE_FLAG_OUTPUT)) return EPERM;
        line->level = values->bits & 1;
        return 0;
      default:
        return ENOTTY;
    }
  }
  return chip(request, argument);
}

void peer_set(int number, int level) {
  struct line *line = &lines[number];
  if (line->level == level) return;
  line->level = level;
  if (!(line->flags & (level ? GPIO_V2_LINE_FLAG_EDGE_RISING : GPIO_V2_LINE_FLAG_EDGE_FALLING)) || !taken(line)) return;
  struct gpio_v2_line_event event = {
      .timestamp_ns = 0x0102030405060708ULL, .id = level ? GPIO_V2_LINE_EVENT_RISING_EDGE : GPIO_V2_LINE_EVENT_FALLING_EDGE, .offset = number,
      .seqno = ++line->sequence, .line_seqno = line->sequence};
  if (write(line->events, &event, sizeof event) != sizeof event) perror("peer_set");
}

int peer_level(int number) { return lines[number].level; }

__u64 peer_flags(int number) { return lines[number].flags; }

__u32 peer_debounce(int number) { return lines[number].debounce; }

int peer_taken(int number) { return taken(&lines[number]); }

void peer_claim(int number, const char *consumer) { snprintf(lines[number].consumer, GPIO_MAX_NAME_SIZE, "%s", consumer); }

void peer_without_bias(int without) { bias_missing = without; }

void peer_reset(void) { memset(lines, 0, sizeof lines); bias_missing = 0; }
