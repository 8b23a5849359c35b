//! `preau serve`: pages and jobs in one process, until it is told to stop; what is under way is finished first.

use std::net::SocketAddr;

use kernel::{Error, Result, jobs};
use web::App;

use crate::{config::Config, modules::modules};

pub async fn serve(config: &Config) -> Result<()> {
    let services = config.open().await?;
    jobs::start_schedules(&services).await?;
    let worker = tokio::spawn(jobs::work(services.clone()));
    let app = App::new(services, &modules());
    listen(config, app).await?;
    worker.abort();
    Ok(())
}

/// Answers on the configured address until the process is told to stop.
pub async fn listen(config: &Config, app: App) -> Result<()> {
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .map_err(|e| Error::Internal(format!("{}: {e}", config.listen)))?;
    tracing::info!(address = %config.listen, "ready");
    let pages = app.router().into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, pages).with_graceful_shutdown(told_to_stop()).await.map_err(Error::internal)
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
