namespace Muster.Cli.Completing;

/// <summary>
/// Scripts that ask the program what can follow: <c>muster "[suggest:POSITION]" LINE</c>, where the line is what was typed behind the program's name and the position is the cursor's in it.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash = """
        _muster() {
            local line="${COMP_LINE#* }" IFS=$'\n'
            local point=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$point]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _muster muster

        """;

    private const string Zsh = """
        #compdef muster
        _muster() {
            local line="${BUFFER#* }"
            local -a found
            found=("${(@f)$(${words[1]} "[suggest:$((CURSOR - ${#BUFFER} + ${#line}))]" "$line" 2>/dev/null)}")
            compadd -a found || _files
        }
        compdef _muster muster

        """;

    private const string Fish = """
        function __muster_complete
            set -l line (commandline -cp | string replace -r '^\S+\s' '')
            muster "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c muster -a '(__muster_complete)'

        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName muster -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $whole = $commandAst.ToString().PadRight($cursorPosition)
            $line = $whole -replace '^\S+\s', ''
            $point = $cursorPosition - ($whole.Length - $line.Length)
            muster "[suggest:$point]" "$line" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["fish"] = Fish,
        ["pwsh"] = PowerShell,
    };

    /// <summary>The shells there are scripts for.</summary>
    public static IReadOnlyCollection<string> Shells => Scripts.Keys;

    /// <summary>The script of a shell.</summary>
    public static string Of(string shell) => Scripts[shell].ReplaceLineEndings("\n");
}
