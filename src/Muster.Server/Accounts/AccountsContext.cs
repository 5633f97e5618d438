using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Muster.Engine.Workspaces;
using Npgsql;

namespace Muster.Server.Accounts;

/// <summary>Accounts, sessions and tokens of a workspace: a file of its own beside the data, so that nothing about them waits for a long sync to commit but what must be recorded in the audit log: that is waited for before this file is held. On a server: <see cref="Postgres.PostgresAccountsContext"/>.</summary>
internal class AccountsContext : IdentityUserContext<Account, Guid>
{
    public AccountsContext(DbContextOptions<AccountsContext> options)
        : base(options) { }

    /// <summary>For a context that keeps the same elsewhere.</summary>
    protected AccountsContext(DbContextOptions options)
        : base(options) { }

    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "accounts.db";

    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqlitePrimaryKeyTaken = 1555;

    /// <summary>The file in a data folder.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="workspace">Number of the workspace whose accounts they are.</param>
    public static string File(string dataFolder, int workspace = Workspace.First) =>
        Path.Combine(
            Path.GetFullPath(dataFolder),
            workspace == Workspace.First ? FileName : string.Create(CultureInfo.InvariantCulture, $"accounts.{workspace}.db")
        );

    /// <summary>How the file is opened.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="workspace">Number of the workspace whose accounts they are.</param>
    /// <param name="mustExist">Whether only when it is there.</param>
    public static string ConnectionString(string dataFolder, int workspace, bool mustExist) =>
        $"Data Source={File(dataFolder, workspace)};{(mustExist ? "Mode=ReadWrite;" : "")}Default Timeout=15";

    /// <summary>Browsers that are signed in.</summary>
    public DbSet<Session> Sessions => Set<Session>();

    /// <summary>Secrets of programs.</summary>
    public DbSet<ApiToken> Tokens => Set<ApiToken>();

    /// <summary>Roles for single connections.</summary>
    public DbSet<ConnectionRole> ConnectionRoles => Set<ConnectionRole>();

    /// <summary>Exceptions that owners of groups ask for.</summary>
    public DbSet<OwnerRequest> Requests => Set<OwnerRequest>();

    /// <summary>Failed attempts.</summary>
    public DbSet<FailedSignIns> FailedSignIns => Set<FailedSignIns>();

    /// <summary>The one row that says whether the first owner exists.</summary>
    public DbSet<Setup> Setup => Set<Setup>();

    /// <summary>Requests of programs that carried a key.</summary>
    public DbSet<IdempotentRequest> IdempotentRequests => Set<IdempotentRequest>();

    /// <summary>What people began or named.</summary>
    public DbSet<KeptText> KeptTexts => Set<KeptText>();

    /// <summary>Who sees to what is open.</summary>
    public DbSet<Assignment> Assignments => Set<Assignment>();

    /// <summary>Writes something that is nice to know, such as when somebody was last seen: not waited for, and left out while somebody else writes.</summary>
    public async Task TryAsync(Func<Task> write)
    {
        Database.SetCommandTimeout(TimeSpan.FromSeconds(1));
        try
        {
            await write();
        }
        catch (DbException fault) when (IsBusy(fault))
        {
            // The next request writes it.
        }
    }

    /// <summary>Whether a row was refused because there is one with its key.</summary>
    public static bool IsTaken(DbUpdateException fault) =>
        fault.InnerException
            is SqliteException { SqliteExtendedErrorCode: SqlitePrimaryKeyTaken }
                or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    private static bool IsBusy(DbException fault) =>
        fault
            is SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked }
                or PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable }
                or NpgsqlException { InnerException: TimeoutException };

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Account>(account =>
        {
            account.ToTable("account");
            account.Property(row => row.Role).HasConversion<string>().HasMaxLength(20);
            account.Property(row => row.DisplayName).HasMaxLength(200);
            account.HasIndex(row => new { row.TenantId, row.ObjectId }).IsUnique();
        });
        builder.Entity<Session>(session =>
        {
            session.ToTable("session").HasKey(row => row.KeyHash);
            session.HasIndex(row => row.Account);
        });
        builder.Entity<ApiToken>(token =>
        {
            token.ToTable("api_token");
            token.Property(row => row.Scope).HasConversion<string>().HasMaxLength(20);
            token.HasIndex(row => row.SecretHash).IsUnique();
            token.HasIndex(row => row.Account);
        });
        builder.Entity<FailedSignIns>(failed =>
            failed
                .ToTable("failed_sign_in")
                .HasKey(row => new
                {
                    row.Hour,
                    row.Name,
                    row.Address,
                })
        );
        builder.Entity<IdempotentRequest>(request =>
        {
            request.ToTable("idempotent_request").HasKey(row => row.Key);
            request.HasIndex(row => row.Account);
            request.HasIndex(row => row.EndsAt);
        });
        builder.Entity<ConnectionRole>(role =>
        {
            role.ToTable("connection_role").HasKey(row => new { row.Account, row.Connection });
            role.Property(row => row.Role).HasConversion<string>().HasMaxLength(20);
            role.HasOne<Account>().WithMany().HasForeignKey(row => row.Account).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<OwnerRequest>(request =>
        {
            request.ToTable("owner_request");
            request.Property(row => row.Kind).HasConversion<string>().HasMaxLength(20);
            request.Property(row => row.State).HasConversion<string>().HasMaxLength(20);
            request.HasIndex(row => new { row.Account, row.Id });
            request.HasIndex(row => new { row.State, row.Connection });
            // What waits is asked for once: two clicks do not make two requests.
            request
                .HasIndex(row => new
                {
                    row.Group,
                    row.User,
                    row.Kind,
                })
                .IsUnique()
                .HasFilter("\"State\" IN ('Waiting', 'Taking')");
        });
        builder.Entity<KeptText>(kept =>
        {
            kept.ToTable("kept_text")
                .HasKey(row => new
                {
                    row.Account,
                    row.Kind,
                    row.Name,
                });
            kept.HasOne<Account>().WithMany().HasForeignKey(row => row.Account).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<Assignment>(assignment =>
        {
            assignment.ToTable("assignment").HasKey(row => row.Subject);
            assignment.HasIndex(row => row.Account);
            assignment.HasOne<Account>().WithMany().HasForeignKey(row => row.Account).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<Setup>(setup => setup.ToTable("setup"));
    }

    /// <summary>Instants are kept as integer milliseconds UTC, as everywhere.</summary>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
    }
}
