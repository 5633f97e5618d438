using System.Globalization;
using Npgsql;

namespace Muster.Storage.Postgres;

/// <summary>Where a PostgreSQL database is and who asks: <c>postgres://user:password@host:port/database?sslmode=verify-full</c>.</summary>
/// <remarks>
/// The form of libpq's connection addresses (PostgreSQL documentation, "Connection URIs"), for one server. A password may come from the
/// variable PGPASSWORD or the password file instead.
/// </remarks>
public sealed class PostgresAddress
{
    private const int UsualPort = 5432;

    private readonly NpgsqlConnectionStringBuilder _parts;

    private PostgresAddress(NpgsqlConnectionStringBuilder parts) => _parts = parts;

    /// <summary>Server, port and name, for messages.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{_parts.Host}:{_parts.Port}/{_parts.Database}");

    /// <summary>A pool of connections to it, for its own purpose; whoever makes it disposes it.</summary>
    public NpgsqlDataSource CreateSource() => NpgsqlDataSource.Create(ConnectionString);

    /// <summary>The connection string, with the password when the address had one.</summary>
    internal string ConnectionString => _parts.ConnectionString;

    /// <summary>Reads an address as it was typed.</summary>
    /// <param name="text">The address.</param>
    /// <exception cref="FormatException">It is none; the message says why, without repeating a password.</exception>
    public static PostgresAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql"))
            throw new FormatException(
                "The database address must be like postgres://user@host:5432/database. The password may be in it, or in the variable PGPASSWORD."
            );
        var name = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        if (url.Host.Length == 0 || name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
            throw new FormatException("The database address must name a server and one database, like postgres://user@host:5432/database.");
        var parts = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host.Trim('[', ']'),
            Port = url.Port < 0 ? UsualPort : url.Port,
            Database = name,
            ApplicationName = "muster",
            // Parameters of a statement in a message of the server would be names of people in a log.
            IncludeErrorDetail = false,
        };
        AddCaller(parts, url.UserInfo);
        foreach (var option in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            AddOption(parts, option);
        return new PostgresAddress(parts);
    }

    /// <inheritdoc />
    public override string ToString() => Place;

    private static void AddCaller(NpgsqlConnectionStringBuilder parts, string caller)
    {
        var colon = caller.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? caller : caller[..colon]);
        if (user.Length > 0)
            parts.Username = user;
        if (colon >= 0)
            parts.Password = Uri.UnescapeDataString(caller[(colon + 1)..]);
    }

    private static void AddOption(NpgsqlConnectionStringBuilder parts, string option)
    {
        var at = option.IndexOf('=', StringComparison.Ordinal);
        var (key, value) = at < 0 ? (option, "") : (option[..at], Uri.UnescapeDataString(option[(at + 1)..]));
        switch (key)
        {
            case "sslmode" when Enum.TryParse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode):
                parts.SslMode = mode;
                break;
            case "sslrootcert" when value.Length > 0:
                parts.RootCertificate = value;
                break;
            case "connect_timeout" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds):
                parts.Timeout = seconds;
                break;
            case "pool_size" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0:
                parts.MaxPoolSize = most;
                break;
            default:
                throw new FormatException(
                    $"The database address has an option that is not known or has no valid value: {key}. Known are sslmode (disable, prefer, require, verify-ca, verify-full), sslrootcert, connect_timeout (seconds) and pool_size."
                );
        }
    }
}
