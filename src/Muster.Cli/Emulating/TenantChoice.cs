using Muster.GraphEmulator.Company;
using Muster.GraphEmulator.Histories;

namespace Muster.Cli.Emulating;

/// <summary>Which tenant the emulator plays.</summary>
internal static class TenantChoice
{
    public static ITenantHistory Open(FileInfo? history, FileInfo? tenant, string? size, int seed)
    {
        if (new[] { history is not null, tenant is not null, size is not null }.Count(given => given) > 1)
            throw new UserErrorException(ExitCodes.WrongUsage, "Give one of --history, --tenant and --size, not several.");
        if ((history ?? tenant) is { } file)
            return file.Exists
                ? HistoryFiles.Open(file.FullName)
                : throw new UserErrorException(ExitCodes.NotFound, $"There is no file {file.FullName}.");
        var (users, groups) = Size(size ?? "2000x240");
        return new CompanyHistory(users, groups, seed);
    }

    /// <exception cref="UserErrorException">It is no size.</exception>
    public static (int Users, int Groups) Size(string text)
    {
        var parts = text.Split('x', 'X');
        return
            parts.Length == 2
            && int.TryParse(parts[0], out var users)
            && int.TryParse(parts[1], out var groups)
            && users is > 0 and <= 10_000_000
            && groups is > 0 and <= 1_000_000
            ? (users, groups)
            : throw new UserErrorException(ExitCodes.WrongUsage, $"--size is '{text}'; write it as USERSxGROUPS, such as 2000x240.");
    }
}
