# Shared by the scripts at the root: finds the SDK, builds the program when it is older than its sources.
# Sourced with $root set to the repository's folder.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# The compiler and MSBuild are compiled ahead. To watch what they do often and compile that once more, better, takes a good part of a build, which ends before it pays.
export DOTNET_TieredPGO=0

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

need_sdk() {
  command -v dotnet >/dev/null 2>&1 ||
    fail "Missing: the .NET SDK 10. Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and try again."
  (cd "$root" && dotnet --version >/dev/null 2>&1) ||
    fail "Missing: a .NET SDK that global.json accepts (10.0.400 or a newer 10.0). Found: $(dotnet --list-sdks | tr '\n' ' ')"
  if without_icu; then
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
  fi
}

# Names are compared ordinally everywhere; ICU only sharpens the hints about near misses, so its absence is no reason to stop.
without_icu() {
  local libraries
  # Not through a pipe into grep -q: it leaves early, and with pipefail the writer's broken pipe would read as "not found".
  libraries=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true)
  [[ $libraries != *libicuuc.so* ]]
}

# Gets a Debian package that gives a command, for tests that are skipped without it. Only on CI, where nobody minds, and as root.
ensure_debian_package() {
  if command -v "$2" >/dev/null 2>&1 || [ "${CI:-}" != true ] || [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    return 0
  fi
  printf 'Installing %s for the tests ...\n' "$1"
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1"; } >"$root/artifacts/test/$1.log" 2>&1 ||
    printf '%s could not be installed; see artifacts/test/%s.log.\n' "$1" "$1"
}

program="$root/artifacts/muster/muster"

stale() {
  [ -x "$program" ] && [ -f "$program.stamp" ] || return 0
  [ -n "$(find "$root/src" "$root/Directory.Build.props" "$root/Directory.Packages.props" "$root/global.json" \
    -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.razor*' -o -name '*.json' \
      -o -name '*.html' -o -name '*.css' -o -name '*.js' -o -name '*.svg' \) \
    -not -name 'packages.lock.json' -newer "$program.stamp" -print -quit 2>/dev/null)" ]
}

# One compiler process for all projects of this run, under a name of its own, saves a third of a build. It is asked to leave when the script ends, whatever the outcome.
compiler_id="muster-$$"
compiler_flags="-p:UseSharedCompilation=true -p:SharedCompilationId=$compiler_id"

end_compiler() {
  local compiler
  compiler=$(dotnet --list-sdks 2>/dev/null | sed -n "s|^$(dotnet --version 2>/dev/null) \\[\\(.*\\)\\]$|\\1/$(dotnet --version)/Roslyn/bincore/VBCSCompiler.dll|p")
  [ ! -f "$compiler" ] || dotnet exec "$compiler" -shutdown -pipename:"$compiler_id" >/dev/null 2>&1 || true
}

# Precompiled where the packages for it exist: commands start in a third of the time. Elsewhere the same program, compiled as it runs.
runtime_flags() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo "-r linux-x64 --self-contained false -p:PublishReadyToRun=true" ;;
    Linux-aarch64) echo "-r linux-arm64 --self-contained false -p:PublishReadyToRun=true" ;;
  esac
}

# Publishes the program to artifacts/muster. Two processes at once build once.
build_program() {
  need_sdk
  mkdir -p "$root/artifacts"
  exec 9>"$root/artifacts/.build.lock"
  command -v flock >/dev/null 2>&1 && flock 9
  if stale; then
    printf 'Building Muster (the first time takes a minute or two) ...\n' >&2
    local log="$root/artifacts/build.log"
    touch "$root/artifacts/.build.started"
    # Formatting and analysis are checked by ./test; a build for use need not spend time on them.
    if ! (cd "$root" && dotnet publish src/Muster.Cli/Muster.Cli.csproj -c Release -o artifacts/muster -v quiet -nodeReuse:false \
      $(runtime_flags) $compiler_flags -p:CSharpier_Bypass=true -p:RunAnalyzers=false "$@" >"$log" 2>&1 9>&-); then
      end_compiler
      grep -E 'error|warn' "$log" | sort -u | head -20 >&2
      fail "The build failed; the whole output is in artifacts/build.log."
    fi
    end_compiler
    mv "$root/artifacts/.build.started" "$program.stamp"
  fi
  exec 9>&-
}

ensure_program() {
  if stale; then
    build_program
  fi
  if without_icu; then
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
  fi
}

# The conformance tests drive the emulator with the JavaScript client too and are skipped where Node is missing. Nothing is installed unasked but on CI.
offer_node() {
  if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; then
    return 0
  fi
  [ "${CI:-}" = true ] || [ "${MUSTER_INSTALL_NODE:-}" = 1 ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    return 0
  fi
  printf 'Installing Node.js for the conformance tests ...\n'
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nodejs npm; } >"$1" 2>&1 ||
    printf 'Node.js could not be installed; see %s.\n' "$1"
}
