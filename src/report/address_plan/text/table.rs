//! The table of the pools of a place; a list where the terminal is too narrow for it.
//!
//! Knows: columns and their widths. Does not know: sums.

use std::fmt::Write as _;

use super::page::Page;
use crate::planning::Bounds;
use crate::planning::estate::{Estate, Room, RoomKind, Share};
use crate::report::address_plan::words::{count, known, pool_name, surge};

/// Writes the table.
pub(super) fn write(page: &mut Page<'_>, estate: &Estate, room: &Room) {
    // Hostile characters are longer once they are visible.
    let rows: Vec<Vec<String>> =
        rows(estate, room).iter().map(|row| row.iter().map(|cell| page.clean(cell)).collect()).collect();
    let Some((header, pools)) = rows.split_first() else { return };
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let whole: usize = widths.iter().map(|width| width + 2).sum();
    if page.room(4).is_some_and(|room| whole > room + 2) {
        return list(page, header, pools);
    }
    for row in &rows {
        let mut line = String::new();
        for (index, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let _ = if index == 0 { write!(line, "{cell:<width$}") } else { write!(line, "  {cell:>width$}") };
        }
        page.line(4, line.trim_end());
    }
}

fn list(page: &mut Page<'_>, header: &[String], pools: &[Vec<String>]) {
    for row in pools {
        let Some((name, cells)) = row.split_first() else { continue };
        let told = cells.iter().zip(&header[1..]).filter(|(cell, _)| !cell.is_empty());
        let told: Vec<String> = told.map(|(cell, title)| format!("{title} {cell}")).collect();
        page.line(4, &format!("{name}: {}", told.join(", ")));
    }
}

fn rows(estate: &Estate, room: &Room) -> Vec<Vec<String>> {
    let is_pods = room.kind == RoomKind::Pods;
    let has_pods = room.kind != RoomKind::PodRange;
    let mut header = vec!["pool", "nodes", "max", "extra"];
    if has_pods {
        header.extend(["max pods", "per node"]);
    }
    let first = header.len();
    header.extend(["now", "largest", "upgrade"]);
    if is_pods {
        header.push("full");
    }
    header.extend(["more nodes", "safe max"]);
    let columns = header.len();
    let mut rows: Vec<Vec<String>> = vec![header.into_iter().map(str::to_owned).collect()];
    rows.extend(room.shares.iter().map(|share| pool(estate, room, share)));
    let mut sum = |name: &str, sums: &[Bounds]| {
        let mut row = vec![String::new(); columns];
        name.clone_into(&mut row[0]);
        sums.iter().enumerate().for_each(|(index, sum)| row[first + index] = count(*sum));
        rows.push(row);
    };
    let has_endpoints = room.endpoints != Bounds::ZERO;
    if has_endpoints {
        sum("private endpoints", &[room.endpoints; 3]);
    }
    let others = Bounds::exactly(room.used_by_others);
    if others != Bounds::ZERO {
        sum("taken by others", &[others; 3]);
    }
    if has_endpoints || others != Bounds::ZERO || room.shares.len() > 1 || room.is_open {
        let sums = [Some(room.now), Some(room.largest), Some(room.upgrade), room.full];
        sum("all", &sums.into_iter().flatten().collect::<Vec<Bounds>>());
    }
    rows
}

fn pool(estate: &Estate, room: &Room, share: &Share) -> Vec<String> {
    let pool = &estate.pools[share.pool];
    let has_pods = room.kind != RoomKind::PodRange;
    let numbers = &pool.numbers;
    let mut row = vec![pool_name(estate, room, share), count(numbers.now), count(numbers.most), surge(estate, share)];
    if has_pods {
        let full = share.per_full_node.filter(|full| *full != share.per_node);
        let each = full.map_or_else(String::new, |full| format!("..{}", count(full)));
        row.extend([count(numbers.max_pods), format!("{}{each}", count(share.per_node))]);
    }
    row.extend([count(share.now), count(share.largest), count(share.upgrade)]);
    row.extend(share.full.filter(|_| room.kind == RoomKind::Pods).map(count));
    row.extend([known(share.headroom), known(share.safe_nodes)]);
    row
}
